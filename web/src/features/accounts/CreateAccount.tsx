// A new account; a guest's becomes one and keeps what it earned.
import { Navigate, useLocation } from "react-router";
import { PASSWORD_MIN_CHARACTERS } from "#core/domain/auth.ts";
import { isApiError } from "#web/lib/http.ts";
import { register, useSession } from "#web/lib/session.ts";
import type { Messages } from "#web/messages/en.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Field } from "#web/ui/Field.tsx";
import { checkRegister, type FormErrors } from "./account-form.ts";
import { AccountForm, type Refusal, useAccountForm } from "./AccountForm.tsx";
import { nextPath } from "./after-sign-in.ts";

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

const refusalOf = (error: unknown, t: Messages): Refusal => {
  const fields = refusedFields(error, t);
  return Object.keys(fields).length > 0 ? { fields } : { failure: failureText(error, t) };
};

export const CreateAccount = () => {
  const { t } = useLocale();
  const session = useSession();
  const { search } = useLocation();
  const account = useAccountForm(
    (form) => checkRegister(form, t),
    ({ name, email, password }) => register({ name: name.trim(), email: email.trim(), password }),
    (error) => refusalOf(error, t),
  );
  const isGuest = session.kind === "signed_in" && session.user.role === "guest";
  if (session.kind === "signed_in" && !isGuest && !account.busy) return <Navigate replace to={nextPath(search)} />;
  return (
    <AccountForm
      account={account}
      title={t.accounts.register}
      text={isGuest ? t.accounts.keepText : t.accounts.registerText}
      password={{ autoComplete: "new-password", hint: t.accounts.passwordHint(PASSWORD_MIN_CHARACTERS) }}
      start={
        <Field
          label={t.accounts.name}
          name="name"
          autoComplete="nickname"
          required
          maxLength={60}
          hint={t.accounts.nameHint}
          value={account.form.name}
          error={account.errors.name}
          onChange={(event) => account.write({ name: event.target.value })}
        />
      }
      other={{ question: t.accounts.haveAccount, to: "/login", label: t.accounts.signIn }}
    />
  );
};
