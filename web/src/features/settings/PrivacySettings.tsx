// Who learns what: receipts, typing, when one was here; and whom one has blocked.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { updateProfile } from "#web/features/people/people-api.ts";
import { blocksQuery, profileQuery } from "#web/features/people/people-queries.ts";
import { PersonLine } from "#web/features/people/PeopleSearch.tsx";
import { useBlocking } from "#web/features/people/use-blocking.ts";
import { useSession } from "#web/lib/session.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { usePeopleWords } from "#web/messages/people.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Switch } from "#web/ui/Field.tsx";
import { LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { pendingPreferences } from "./pending-preferences.ts";
import { useSaving } from "./use-saving.ts";

const SWITCHES = ["receipts", "typing", "lastSeen"] as const;

const BlockedPeople = () => {
  const t = useTalk();
  const blocks = useQuery(blocksQuery);
  const blocking = useBlocking();
  if (blocks.isPending) return <RowSkeletons rows={2} />;
  if (blocks.isError) return <LoadFailure error={blocks.error} retry={() => void blocks.refetch()} />;
  if (blocks.data.items.length === 0) return <p className="text-ink-2">{t.privacy.nobodyBlocked}</p>;
  return (
    <ul className="list [--inset:48px]">
      {blocks.data.items.map(({ person }) => (
        <li key={person.id} className="row min-h-[60px] gap-3">
          <PersonLine
            person={person}
            end={
              <Button
                aria-label={t.unblockName(person.name)}
                busy={blocking.isPending}
                onClick={() => blocking.mutate({ id: person.id, name: person.name, on: false })}
              >
                {t.unblock}
              </Button>
            }
          />
        </li>
      ))}
    </ul>
  );
};

const Discoverable = () => {
  const t = usePeopleWords();
  const { t: words } = useLocale();
  const client = useQueryClient();
  const profile = useQuery(profileQuery);
  const saving = useMutation({
    mutationFn: (discoverable: boolean) => updateProfile(profile.data?.version ?? 1, { discoverable }),
    onSuccess: (saved) => {
      client.setQueryData(profileQuery.queryKey, saved);
      showToast(words.saved);
    },
    onError: (error) => showToast(failureText(error, words)),
  });
  if (profile.data === undefined) return null;
  return (
    <Switch
      label={t.discoverable}
      hint={t.discoverableHint}
      on={saving.isPending ? saving.variables : profile.data.discoverable}
      onChange={(on) => saving.mutate(on)}
    />
  );
};

export const PrivacySettings = () => {
  const t = useTalk();
  const session = useSession();
  const saving = useSaving();
  if (session.kind !== "signed_in") return null;
  const shown = pendingPreferences(session.user.preferences, saving.variables, saving.isPending);
  return (
    <div className="grid grid-cols-1 max-w-[440px] gap-8">
      <div className="grid gap-2">
        {SWITCHES.map((name) => (
          <Switch
            key={name}
            label={t.privacy[name]}
            hint={t.privacy[`${name}Hint`]}
            on={shown[name]}
            onChange={(on) => saving.mutate({ preferences: { [name]: on } })}
          />
        ))}
        {session.user.role !== "guest" && <Discoverable />}
      </div>
      {session.user.role !== "guest" && (
        <section>
          <div className="section-head">
            <h3 className="section-title">{t.privacy.blockedPeople}</h3>
          </div>
          <BlockedPeople />
        </section>
      )}
    </div>
  );
};
