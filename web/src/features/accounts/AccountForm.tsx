// The form at the door: e-mail and password, whatever else it takes, and what went wrong, said once and where it belongs.
import { type FormEvent, type ReactNode, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { SitePage } from "#web/app/SitePage.tsx";
import { useTitle } from "#web/lib/use-title.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Field } from "#web/ui/Field.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import type { FormErrors } from "./account-form.ts";
import { nextPath } from "./after-sign-in.ts";
import { PasswordField } from "./PasswordField.tsx";

export type AccountFields = { readonly name: string; readonly email: string; readonly password: string };

/** What the server said: at fields, or about the whole. */
export type Refusal = { readonly fields: FormErrors } | { readonly failure: string };

export const useAccountForm = (
  check: (form: AccountFields) => FormErrors,
  enter: (form: AccountFields) => Promise<unknown>,
  refusalOf: (error: unknown) => Refusal,
) => {
  const { search } = useLocation();
  const navigate = useNavigate();
  const [form, setForm] = useState<AccountFields>({ name: "", email: "", password: "" });
  const [errors, setErrors] = useState<FormErrors>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = check(form);
    setErrors(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await enter(form);
      await navigate(nextPath(search), { replace: true });
    } catch (error) {
      const refusal = refusalOf(error);
      if ("fields" in refusal) setErrors(refusal.fields);
      else setFailure(refusal.failure);
      setBusy(false);
    }
  };
  const write = (change: Partial<AccountFields>) => setForm({ ...form, ...change });
  return { form, errors, failure, busy, write, submit };
};

type AccountFormProps = {
  readonly account: ReturnType<typeof useAccountForm>;
  readonly title: string;
  readonly text: string;
  readonly password: { readonly autoComplete: "current-password" | "new-password"; readonly hint?: string };
  /** Before the e-mail. */
  readonly start?: ReactNode;
  readonly other: { readonly question: string; readonly to: string; readonly label: string };
};

export const AccountForm = ({ account, title, text, password, start, other }: AccountFormProps) => {
  const { t } = useLocale();
  const { search } = useLocation();
  const { form, errors, failure, busy, write, submit } = account;
  useTitle(title, t.product);
  return (
    <SitePage>
      <h1 className="title">{title}</h1>
      <p className="mt-2 text-md text-ink-2">{text}</p>
      <form className="mt-8 grid gap-5" noValidate onSubmit={(event) => void submit(event)}>
        {failure !== null && <Banner tone="bad">{failure}</Banner>}
        {start}
        <Field
          label={t.accounts.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          value={form.email}
          error={errors.email}
          onChange={(event) => write({ email: event.target.value })}
        />
        <PasswordField
          {...password}
          value={form.password}
          error={errors.password}
          onChange={(typed) => write({ password: typed })}
        />
        <Button type="submit" look="ink" large busy={busy}>
          {title}
        </Button>
      </form>
      <p className="mt-6 text-ink-2">
        {other.question}{" "}
        <Link className="link" to={`${other.to}${search}`}>
          {other.label}
        </Link>
      </p>
    </SitePage>
  );
};
