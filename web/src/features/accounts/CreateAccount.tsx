import { type FormEvent, useState } from "react";
import { Link, Navigate, useLocation, useNavigate } from "react-router";
import { PASSWORD_MIN_CHARACTERS } from "#core/domain/auth.ts";
import { SitePage } from "#web/app/SitePage.tsx";
import { isApiError } from "#web/lib/http.ts";
import { register, useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import type { Messages } from "#web/messages/en.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Field } from "#web/ui/Field.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { checkRegister, type FormErrors } from "./account-form.ts";
import { nextPath } from "./after-sign-in.ts";
import { PasswordField } from "./PasswordField.tsx";

/** What the server found, at the field it is about. */
const refusedFields = (error: unknown, t: Messages): FormErrors => {
  if (isApiError(error, "email_taken")) return { email: t.accounts.email_taken };
  if (!isApiError(error, "invalid")) return {};
  return {
    ...(error.field("password") === undefined ? {} : { password: t.accounts.passwordCommon }),
    ...(error.field("email") === undefined ? {} : { email: t.accounts.emailWrong }),
    ...(error.field("name") === undefined ? {} : { name: t.accounts.nameMissing }),
  };
};

export const CreateAccount = () => {
  const { t } = useLocale();
  const session = useSession();
  const { search } = useLocation();
  const navigate = useNavigate();
  const guest = session.kind === "signed_in" && session.user.role === "guest" ? session.user : null;
  const [form, setForm] = useState({ name: "", email: "", password: "" });
  const [errors, setErrors] = useState<FormErrors>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useTitle(t.accounts.register, t.product);

  if (session.kind === "signed_in" && guest === null && !busy) return <Navigate replace to={nextPath(search)} />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = checkRegister(form, t);
    setErrors(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await register({ name: form.name.trim(), email: form.email.trim(), password: form.password });
      await navigate(nextPath(search), { replace: true });
    } catch (error) {
      const refused = refusedFields(error, t);
      setErrors(refused);
      if (Object.keys(refused).length === 0) setFailure(failureText(error, t));
      setBusy(false);
    }
  };

  return (
    <SitePage>
      <h1 className="title">{t.accounts.register}</h1>
      <p className="mt-2 text-md text-ink-2">{guest === null ? t.accounts.registerText : t.accounts.keepText}</p>
      <form className="mt-8 grid gap-5" noValidate onSubmit={(event) => void submit(event)}>
        {failure !== null && <Banner tone="bad">{failure}</Banner>}
        <Field
          label={t.accounts.name}
          name="name"
          autoComplete="nickname"
          required
          maxLength={60}
          hint={t.accounts.nameHint}
          value={form.name}
          error={errors.name}
          onChange={(event) => setForm({ ...form, name: event.target.value })}
        />
        <Field
          label={t.accounts.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          value={form.email}
          error={errors.email}
          onChange={(event) => setForm({ ...form, email: event.target.value })}
        />
        <PasswordField
          autoComplete="new-password"
          hint={t.accounts.passwordHint(PASSWORD_MIN_CHARACTERS)}
          value={form.password}
          error={errors.password}
          onChange={(password) => setForm({ ...form, password })}
        />
        <Button type="submit" look="ink" large busy={busy}>
          {t.accounts.register}
        </Button>
      </form>
      <p className="mt-6 text-ink-2">
        {t.accounts.haveAccount}{" "}
        <Link className="link" to={`/login${search}`}>
          {t.accounts.signIn}
        </Link>
      </p>
    </SitePage>
  );
};
