import { useLocale } from "#web/messages/locale.tsx";
import { Choices, Field } from "#web/ui/Field.tsx";
import type { PlanErrors, PlanForm } from "./plan-form.ts";

export const PlanFields = ({
  form,
  errors,
  onChange,
}: {
  form: PlanForm;
  errors: PlanErrors;
  onChange: (form: PlanForm) => void;
}) => {
  const { t } = useLocale();
  const words = t.rooms.create;
  const custom = form.preset === "custom";
  return (
    <>
      <Choices
        across
        legend={words.rhythm}
        value={form.preset}
        onChange={(preset) => onChange({ ...form, preset })}
        options={[
          { value: "25", label: t.plan.short(25, 5) },
          { value: "50", label: t.plan.short(50, 10) },
          { value: "custom", label: words.custom },
        ]}
      />
      <div className="grid grid-cols-3 items-start gap-3">
        {custom && (
          <>
            <Field
              label={words.focus}
              inputMode="decimal"
              value={form.focus}
              error={errors.focus ? words.minutesWrong : undefined}
              onChange={(event) => onChange({ ...form, focus: event.target.value })}
            />
            <Field
              label={words.rest}
              inputMode="decimal"
              value={form.rest}
              error={errors.rest ? words.minutesWrong : undefined}
              onChange={(event) => onChange({ ...form, rest: event.target.value })}
            />
          </>
        )}
        <Field
          label={words.rounds}
          inputMode="numeric"
          placeholder={words.endless}
          value={form.rounds}
          error={errors.rounds ? words.roundsWrong : undefined}
          onChange={(event) => onChange({ ...form, rounds: event.target.value })}
        />
      </div>
    </>
  );
};
