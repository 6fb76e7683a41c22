import { type FormEvent, useState } from "react";
import type { Plan } from "#core/protocol/rooms.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { type PlanErrors, planFormOf, readPlan } from "./plan-form.ts";
import { PlanFields } from "./PlanFields.tsx";

export const PlanDialog = ({
  plan,
  onClose,
  onSave,
}: {
  plan: Plan;
  onClose: () => void;
  onSave: (plan: Plan) => void;
}) => {
  const { t } = useLocale();
  const [form, setForm] = useState(() => planFormOf(plan));
  const [errors, setErrors] = useState<PlanErrors>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readPlan(form);
    if (!read.ok) return setErrors(read.errors);
    onSave(read.plan);
    onClose();
  };
  return (
    <Dialog title={t.room.changePlan} open onClose={onClose}>
      <form className="grid gap-5" noValidate onSubmit={submit}>
        <p className="text-ink-2">{t.room.planActs}</p>
        <PlanFields form={form} errors={errors} onChange={setForm} />
        <div className="actions">
          <Button look="quiet" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" look="ink">
            {t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
