import { type FormEvent, useState } from "react";
import { useSession } from "#web/lib/session.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Field } from "#web/ui/Field.tsx";
import { useSaving } from "./use-saving.ts";

export const ProfileSettings = () => {
  const { t, format } = useLocale();
  const session = useSession();
  const user = session.kind === "signed_in" ? session.user : null;
  const [name, setName] = useState(user?.name ?? "");
  const saving = useSaving();
  if (user === null) return null;
  const wrong = name.trim() === "" || name.trim().length > 60;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong && name.trim() !== user.name) saving.mutate({ name: name.trim() });
  };
  return (
    <form className="grid grid-cols-1 max-w-[440px] gap-6" noValidate onSubmit={submit}>
      <div className="row gap-4">
        <Face id={user.id} name={name.trim() === "" ? user.name : name} size={56} />
        <p className="text-ink-2">{t.settings.profileText}</p>
      </div>
      <Field
        label={t.accounts.name}
        autoComplete="nickname"
        maxLength={60}
        value={name}
        error={wrong ? t.accounts.nameMissing : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      {user.email !== null && (
        <div className="field-row">
          <span className="label">{t.settings.email}</span>
          <span className="text-md text-ink-2">{user.email}</span>
        </div>
      )}
      <p className="text-xs text-ink-3">{t.settings.memberSince(format.dateOf(user.createdAt))}</p>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="ink" busy={saving.isPending}>
          {t.save}
        </Button>
        {user.role === "guest" && <ButtonLink to="/register">{t.today.keepIt}</ButtonLink>}
      </div>
    </form>
  );
};
