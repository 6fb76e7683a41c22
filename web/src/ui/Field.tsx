// A labelled field. Its hint becomes the reason when something is wrong, and is read with the field.
import { CircleAlert } from "lucide-react";
import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";

type Words = { readonly label: string; readonly hint?: ReactNode; readonly error?: string | undefined };

const Hint = ({ id, hint, error }: { id: string; hint?: ReactNode; error?: string | undefined }) =>
  error !== undefined ? (
    <span className="hint bad" id={id}>
      <CircleAlert className="icon xs" />
      {error}
    </span>
  ) : hint !== undefined ? (
    <span className="hint" id={id}>
      {hint}
    </span>
  ) : null;

type FieldProps = Words &
  InputHTMLAttributes<HTMLInputElement> & { readonly ref?: Ref<HTMLInputElement>; readonly end?: ReactNode };

export const Field = ({ label, hint, error, end, className, ...input }: FieldProps) => {
  const id = useId();
  const described = error !== undefined || hint !== undefined ? `${id}-hint` : undefined;
  return (
    <div className="field-row">
      <label htmlFor={id}>{label}</label>
      <span className="relative block">
        <input
          {...input}
          id={id}
          className={`input ${className ?? ""}`}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={described}
        />
        {end}
      </span>
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
};

/** Several lines; it grows with what is written. */
export const TextField = ({
  label,
  hint,
  error,
  ...area
}: Words & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "className">) => {
  const id = useId();
  return (
    <div className="field-row">
      <label htmlFor={id}>{label}</label>
      <textarea
        rows={3}
        {...area}
        id={id}
        className="input field-sizing-content resize-none"
        aria-invalid={error !== undefined || undefined}
        aria-describedby={hint === undefined && error === undefined ? undefined : `${id}-hint`}
      />
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
};

export const SelectField = ({
  label,
  hint,
  error,
  children,
  ...select
}: Words & SelectHTMLAttributes<HTMLSelectElement>) => {
  const id = useId();
  return (
    <div className="field-row">
      <label htmlFor={id}>{label}</label>
      <select
        {...select}
        id={id}
        className="input"
        aria-describedby={hint === undefined && error === undefined ? undefined : `${id}-hint`}
      >
        {children}
      </select>
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
};

type ChoiceOption<T extends string> = { readonly value: T; readonly label: string; readonly text?: string };

/** One of a few; a selection is grey, never lamp. */
export const Choices = <T extends string>({
  legend,
  options,
  value,
  onChange,
  across = false,
}: {
  legend: string;
  options: readonly ChoiceOption<T>[];
  value: T;
  onChange: (value: T) => void;
  across?: boolean;
}) => {
  const name = useId();
  return (
    <fieldset className="field-row">
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className={across ? "choices across" : "choices"}>
        {options.map((option) => (
          <label key={option.value} className="choice">
            <input type="radio" name={name} checked={value === option.value} onChange={() => onChange(option.value)} />
            <span className="grow">
              <span className="block font-medium">{option.label}</span>
              {option.text !== undefined && <span className="block text-xs text-ink-2">{option.text}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};

export const Switch = ({
  label,
  hint,
  on,
  onChange,
}: {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) => {
  const id = useId();
  return (
    <div className="row min-h-[52px]">
      <span className="grow">
        <span className="block font-medium" id={id}>
          {label}
        </span>
        {hint !== undefined && (
          <span className="block text-xs text-ink-3" id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </span>
      <button
        type="button"
        role="switch"
        className="switch"
        aria-checked={on}
        aria-labelledby={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onClick={() => onChange(!on)}
      />
    </div>
  );
};
