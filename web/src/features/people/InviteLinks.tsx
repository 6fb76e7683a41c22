// One's own invitation links: how many came, how long they stand, a new one, ending one.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Copy, Link2Off, Share2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { isApiError } from "#web/lib/http.ts";
import { renew } from "#web/lib/renew.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { usePeopleWords } from "#web/messages/people.ts";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { SelectField } from "#web/ui/Field.tsx";
import { Banner, LoadFailure } from "#web/ui/Notice.tsx";
import { canShare, ShareLink, shareLink, useCopy } from "#web/ui/ShareLink.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { createInvite, type PersonInvite, removeInvite } from "./people-api.ts";
import { invitesQuery } from "./people-queries.ts";

const DAY_MS = 24 * 60 * 60_000;
const LIFETIMES_MS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, quarter: 90 * DAY_MS } as const;
type Lifetime = keyof typeof LIFETIMES_MS;
const USES = [1, 5, 25] as const;

const NewLinkDialog = ({ onClose }: { onClose: () => void }) => {
  const { t: words, format } = useLocale();
  const t = usePeopleWords();
  const client = useQueryClient();
  const [lasts, setLasts] = useState<Lifetime>("week");
  const [uses, setUses] = useState<number | null>(null);
  const [once] = useState(() => crypto.randomUUID());
  const making = useMutation({
    mutationFn: () =>
      createInvite({ body: { expiresInMs: LIFETIMES_MS[lasts], ...(uses === null ? {} : { uses }) }, once }),
    onSuccess: () => void renew(client, invitesQuery.queryKey),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!making.isPending) making.mutate();
  };
  const made = making.data;
  if (made !== undefined) {
    return (
      <Dialog title={t.linkReady} open onClose={onClose}>
        <p className="text-ink-2">{t.linksText}</p>
        <ShareLink url={made.url} />
        <p className="text-xs text-ink-3">
          {t.came(made.used, made.uses)}, {t.endsAt(format.moment(made.expiresAt))}
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.linkTitle} open onClose={onClose}>
      <form className="grid gap-4" onSubmit={submit}>
        <p className="text-ink-2">{t.linksText}</p>
        {making.isError && (
          <Banner tone="bad">
            {isApiError(making.error, "too_many") ? t.tooManyLinks : failureText(making.error, words)}
          </Banner>
        )}
        <SelectField label={t.ends} value={lasts} onChange={(event) => setLasts(event.target.value as Lifetime)}>
          {(Object.keys(LIFETIMES_MS) as Lifetime[]).map((key) => (
            <option key={key} value={key}>
              {t.endsAfter[key]}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t.forHowMany}
          value={uses ?? ""}
          onChange={(event) => setUses(event.target.value === "" ? null : Number(event.target.value))}
        >
          <option value="">{t.anybody}</option>
          {USES.map((count) => (
            <option key={count} value={count}>
              {t.persons(count)}
            </option>
          ))}
        </SelectField>
        <div className="actions">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="ink" busy={making.isPending}>
            {t.makeLink}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

const InviteRow = ({ invite }: { invite: PersonInvite }) => {
  const { t: words, format } = useLocale();
  const t = usePeopleWords();
  const client = useQueryClient();
  const copy = useCopy();
  const ending = useMutation({
    mutationFn: () => removeInvite(invite.code),
    onSuccess: () => {
      showToast(t.linkEnded);
      return renew(client, invitesQuery.queryKey);
    },
    onError: (error) => showToast(failureText(error, words)),
  });
  const { code, url, used, uses, expiresAt } = invite;
  const isUsedUp = uses !== null && used >= uses;
  return (
    <li className="row gap-1 py-2">
      <span className="me-2 grow">
        <span className="block truncate font-medium">/i/{code}</span>
        <span className="block text-xs text-ink-3">
          {t.came(used, uses)}, {isUsedUp ? t.usedUp : t.endsAt(format.when(expiresAt))}
        </span>
      </span>
      {canShare() && !isUsedUp && (
        <Button look="quiet" iconOnly aria-label={t.shareLink(code)} onClick={() => shareLink(url)}>
          <Share2 className="icon s" />
        </Button>
      )}
      {!isUsedUp && (
        <Button look="quiet" iconOnly aria-label={t.copyLink(code)} onClick={() => void copy(url)}>
          <Copy className="icon s" />
        </Button>
      )}
      <Button
        look="quiet"
        iconOnly
        aria-label={t.endLink(code)}
        busy={ending.isPending}
        onClick={() => ending.mutate()}
      >
        <Link2Off className="icon s" />
      </Button>
    </li>
  );
};

export const InviteLinks = () => {
  const t = usePeopleWords();
  const [making, setMaking] = useState(false);
  const invites = useQuery(invitesQuery);
  return (
    <section>
      <div className="section-head">
        <h2 className="section-title">{t.links}</h2>
        <Button look="quiet" onClick={() => setMaking(true)}>
          {t.newLink}
        </Button>
      </div>
      {invites.isPending ? (
        <RowSkeletons rows={2} faces={false} />
      ) : invites.isError ? (
        <LoadFailure error={invites.error} retry={() => void invites.refetch()} />
      ) : invites.data.items.length === 0 ? (
        <p className="text-ink-2">
          {t.noLinks} {t.linksText}
        </p>
      ) : (
        <ul className="list">
          {invites.data.items.map((invite) => (
            <InviteRow key={invite.code} invite={invite} />
          ))}
        </ul>
      )}
      {making && <NewLinkDialog onClose={() => setMaking(false)} />}
    </section>
  );
};
