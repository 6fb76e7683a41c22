// A password that can be looked at before it is sent.
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Field } from "#web/ui/Field.tsx";

type PasswordFieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete: "current-password" | "new-password";
  readonly hint?: string;
  readonly error?: string | undefined;
};

export const PasswordField = ({ value, onChange, autoComplete, hint, error }: PasswordFieldProps) => {
  const { t } = useLocale();
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={t.accounts.password}
      name="password"
      type={shown ? "text" : "password"}
      autoComplete={autoComplete}
      className="pe-12"
      required
      value={value}
      hint={hint}
      error={error}
      onChange={(event) => onChange(event.target.value)}
      end={
        <Button
          look="quiet"
          iconOnly
          className="absolute end-0 top-0"
          aria-pressed={shown}
          aria-label={shown ? t.accounts.hidePassword : t.accounts.showPassword}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff className="icon s" /> : <Eye className="icon s" />}
        </Button>
      }
    />
  );
};
