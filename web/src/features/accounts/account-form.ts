// What can be said about an account form before it is sent. The server decides; this only saves a round trip.
import { PASSWORD_MIN_CHARACTERS } from "#core/domain/auth.ts";
import type { Messages } from "#web/messages/en.ts";

export type FormErrors = Readonly<Partial<Record<"name" | "email" | "password", string>>>;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export const checkLogin = ({ email, password }: { email: string; password: string }, t: Messages): FormErrors => ({
  ...(email.trim() === "" ? { email: t.accounts.emailMissing } : {}),
  ...(password === "" ? { password: t.accounts.passwordMissing } : {}),
});

export const checkRegister = (form: { name: string; email: string; password: string }, t: Messages): FormErrors => ({
  ...(form.name.trim() === "" || form.name.trim().length > 60 ? { name: t.accounts.nameMissing } : {}),
  ...(form.email.trim() === ""
    ? { email: t.accounts.emailMissing }
    : EMAIL.test(form.email.trim())
      ? {}
      : { email: t.accounts.emailWrong }),
  ...([...form.password.normalize("NFKC")].length < PASSWORD_MIN_CHARACTERS
    ? { password: t.accounts.passwordShort(PASSWORD_MIN_CHARACTERS) }
    : {}),
});
