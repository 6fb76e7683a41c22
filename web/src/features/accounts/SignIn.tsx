// Signing in to an account one has.
import { Navigate, useLocation } from "react-router";
import { isApiError } from "#web/lib/http.ts";
import { login, useSession } from "#web/lib/session.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { checkLogin } from "./account-form.ts";
import { AccountForm, useAccountForm } from "./AccountForm.tsx";
import { nextPath } from "./after-sign-in.ts";

export const SignIn = () => {
  const { t } = useLocale();
  const session = useSession();
  const { search } = useLocation();
  const account = useAccountForm(
    (form) => checkLogin(form, t),
    ({ email, password }) => login({ email, password }),
    (error) => ({
      failure: isApiError(error, "bad_credentials") ? t.accounts.bad_credentials : failureText(error, t),
    }),
  );
  if (session.kind === "signed_in" && session.user.role !== "guest" && !account.busy)
    return <Navigate replace to={nextPath(search)} />;
  return (
    <AccountForm
      account={account}
      title={t.accounts.signIn}
      text={t.accounts.signInText}
      password={{ autoComplete: "current-password" }}
      other={{ question: t.accounts.noAccountYet, to: "/register", label: t.accounts.register }}
    />
  );
};
