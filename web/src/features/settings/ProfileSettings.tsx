// How others see one: name, handle, a few words; saved together, and only what changed.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { updateMe } from "#web/features/accounts/me-api.ts";
import { setHandle, updateProfile } from "#web/features/people/people-api.ts";
import { profileQuery } from "#web/features/people/people-queries.ts";
import type { User } from "#web/lib/api.ts";
import { isApiError } from "#web/lib/http.ts";
import { renew } from "#web/lib/renew.ts";
import { useSession } from "#web/lib/session.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { usePeopleWords } from "#web/messages/people.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Field, TextField } from "#web/ui/Field.tsx";
import { LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { changedProfile, checkProfile, MAX_BIO, type ProfileErrors, type ProfileForm } from "./profile-form.ts";

const PersonDialog = lazy(() =>
  import("#web/features/people/PersonDialog.tsx").then((module) => ({ default: module.PersonDialog })),
);

type Kept = ProfileForm & { readonly version: number };

const useSavingProfile = (kept: Kept) => {
  const client = useQueryClient();
  return useMutation({
    // The handle first: it is the one that somebody else may have.
    mutationFn: async ({ name, handle, bio }: Partial<ProfileForm>) => {
      if (handle !== undefined) client.setQueryData(profileQuery.queryKey, await setHandle(handle));
      if (bio !== undefined) client.setQueryData(profileQuery.queryKey, await updateProfile(kept.version, { bio }));
      if (name !== undefined) await updateMe({ name });
    },
    onSettled: () => renew(client, ["people"]),
  });
};

const ProfileEditor = ({ user, kept }: { user: User; kept: Kept }) => {
  const { t, format } = useLocale();
  const people = usePeopleWords();
  const isGuest = user.role === "guest";
  const [form, setForm] = useState<ProfileForm>({ name: kept.name, handle: kept.handle, bio: kept.bio });
  const [refused, setRefused] = useState<ProfileErrors>({});
  const [looking, setLooking] = useState(false);
  const saving = useSavingProfile(kept);
  const errors: ProfileErrors = { ...refused, ...checkProfile(form, kept, t, people) };
  const write = (change: Partial<ProfileForm>) => {
    setForm({ ...form, ...change });
    setRefused({});
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const change = changedProfile(form, kept);
    if (saving.isPending || Object.keys(errors).length > 0 || Object.keys(change).length === 0) return;
    saving.mutate(change, {
      onSuccess: () => showToast(t.saved),
      onError: (error) => {
        if (isApiError(error, "handle_taken")) setRefused({ handle: people.handleTaken });
        else showToast(failureText(error, t));
      },
    });
  };
  return (
    <form className="grid grid-cols-1 max-w-[440px] gap-6" noValidate onSubmit={submit}>
      <div className="row gap-4">
        <Face id={user.id} name={form.name.trim() === "" ? user.name : form.name} size={56} />
        <p className="text-ink-2">{t.settings.profileText}</p>
      </div>
      <Field
        label={t.accounts.name}
        autoComplete="nickname"
        maxLength={60}
        value={form.name}
        error={errors.name}
        onChange={(event) => write({ name: event.target.value })}
      />
      {!isGuest && (
        <>
          <Field
            label={people.handle}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={31}
            hint={people.handleHint}
            value={form.handle}
            error={errors.handle}
            onChange={(event) => write({ handle: event.target.value })}
          />
          <TextField
            label={people.bio}
            hint={people.bioHint(Math.max(0, MAX_BIO - form.bio.length))}
            maxLength={MAX_BIO}
            value={form.bio}
            error={errors.bio}
            onChange={(event) => write({ bio: event.target.value })}
          />
        </>
      )}
      {user.email !== null && (
        <div className="field-row">
          <span className="label">{t.settings.email}</span>
          <span className="text-md text-ink-2 [overflow-wrap:anywhere]">{user.email}</span>
        </div>
      )}
      <p className="text-xs text-ink-3">{t.settings.memberSince(format.dateOf(user.createdAt))}</p>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="ink" busy={saving.isPending}>
          {t.save}
        </Button>
        {isGuest ? (
          <ButtonLink to="/register">{t.today.keepIt}</ButtonLink>
        ) : (
          <Button look="quiet" onClick={() => setLooking(true)}>
            {people.seePublic}
          </Button>
        )}
      </div>
      {looking && (
        <Suspense fallback={null}>
          <PersonDialog id={user.id} onClose={() => setLooking(false)} />
        </Suspense>
      )}
    </form>
  );
};

export const ProfileSettings = () => {
  const session = useSession();
  const user = session.kind === "signed_in" ? session.user : null;
  const profile = useQuery({ ...profileQuery, enabled: user !== null && user.role !== "guest" });
  if (user === null) return null;
  if (user.role === "guest") {
    return <ProfileEditor user={user} kept={{ name: user.name, handle: "", bio: "", version: user.version }} />;
  }
  if (profile.isPending) return <RowSkeletons rows={3} />;
  if (profile.isError) return <LoadFailure error={profile.error} retry={() => void profile.refetch()} />;
  const { handle, bio, version } = profile.data;
  return <ProfileEditor user={user} kept={{ name: user.name, handle: handle ?? "", bio, version }} />;
};
