import { type FormEvent, useState } from "react";
import { Link, Navigate, useLocation, useNavigate } from "react-router";
import { SitePage } from "#web/app/SitePage.tsx";
import { isApiError } from "#web/lib/http.ts";
import { login, useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { Field } from "#web/ui/Field.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { checkLogin, type FormErrors } from "./account-form.ts";
import { nextPath } from "./after-sign-in.ts";
import { PasswordField } from "./PasswordField.tsx";

export const SignIn = () => {
  const { t } = useLocale();
  const session = useSession();
  const { search } = useLocation();
  const navigate = useNavigate();
  const [form, setForm] = useState({ email: "", password: "" });
  const [errors, setErrors] = useState<FormErrors>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useTitle(t.accounts.signIn, t.product);

  if (session.kind === "signed_in" && session.user.role !== "guest" && !busy)
    return <Navigate replace to={nextPath(search)} />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = checkLogin(form, t);
    setErrors(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await login(form);
      await navigate(nextPath(search), { replace: true });
    } catch (error) {
      setFailure(isApiError(error, "bad_credentials") ? t.accounts.bad_credentials : failureText(error, t));
      setBusy(false);
    }
  };

  return (
    <SitePage>
      <h1 className="title">{t.accounts.signIn}</h1>
      <p className="mt-2 text-md text-ink-2">{t.accounts.signInText}</p>
      <form className="mt-8 grid gap-5" noValidate onSubmit={(event) => void submit(event)}>
        {failure !== null && <Banner tone="bad">{failure}</Banner>}
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
          autoComplete="current-password"
          value={form.password}
          error={errors.password}
          onChange={(password) => setForm({ ...form, password })}
        />
        <Button type="submit" look="ink" large busy={busy}>
          {t.accounts.signIn}
        </Button>
      </form>
      <p className="mt-6 text-ink-2">
        {t.accounts.noAccountYet}{" "}
        <Link className="link" to={`/register${search}`}>
          {t.accounts.register}
        </Link>
      </p>
    </SitePage>
  );
};
