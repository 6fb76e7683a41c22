// The door of somebody's invitation: who invites, and one tap to become contacts; without an account, the way to one.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "react-router";
import { SitePage } from "#web/app/SitePage.tsx";
import { isApiError } from "#web/lib/http.ts";
import { renew } from "#web/lib/renew.ts";
import { useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { usePeopleWords } from "#web/messages/people.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Banner, EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { ShareLink } from "#web/ui/ShareLink.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { acceptInvite } from "./people-api.ts";
import { inviteQuery } from "./people-queries.ts";

const Gone = ({ isIn }: { isIn: boolean }) => {
  const t = usePeopleWords();
  return (
    <SitePage>
      <EmptyState title={t.inviteGone} text={t.inviteGoneText} level={1}>
        {isIn && <ButtonLink to="/people">{t.toPeople}</ButtonLink>}
      </EmptyState>
    </SitePage>
  );
};

const Accept = ({ code, onGone }: { code: string; onGone: () => void }) => {
  const { t: words } = useLocale();
  const t = usePeopleWords();
  const navigate = useNavigate();
  const client = useQueryClient();
  const accepting = useMutation({
    mutationFn: () => acceptInvite(code),
    onSuccess: async ({ conversation }) => {
      void renew(client, ["people"]);
      void renew(client, ["conversations"]);
      await navigate(`/messages/${conversation}`, { replace: true });
    },
    onError: (error) => isApiError(error, "not_found") && onGone(),
  });
  return (
    <div className="mt-8 grid gap-5">
      {accepting.isError && <Banner tone="bad">{failureText(accepting.error, words)}</Banner>}
      <Button look="ink" large busy={accepting.isPending} onClick={() => accepting.mutate()}>
        {t.inviteAccept}
      </Button>
    </div>
  );
};

export const InvitePage = () => {
  const { t: words } = useLocale();
  const t = usePeopleWords();
  const session = useSession();
  const client = useQueryClient();
  const code = (useParams().code ?? "").toLowerCase();
  const user = session.kind === "signed_in" ? session.user : null;
  // What a link says depends on who reads it: whoever is blocked is told that there is none.
  const query = inviteQuery(code, user?.id ?? null);
  const door = useQuery({ ...query, enabled: session.kind !== "starting" });
  const from = door.data?.from;
  useTitle(from?.name ?? t.inviteTitle, words.product);

  if (isApiError(door.error, "not_found") || isApiError(door.error, "invalid")) return <Gone isIn={user !== null} />;
  if (door.isError) {
    return (
      <SitePage>
        <LoadFailure error={door.error} retry={() => void door.refetch()} level={1} />
      </SitePage>
    );
  }
  if (from === undefined) {
    return (
      <SitePage>
        <div aria-busy="true" aria-label={words.loading} className="grid gap-4">
          <span className="skel size-14 rounded-face" />
          <Skeleton width="70%" height={34} />
        </div>
      </SitePage>
    );
  }
  const next = `?next=${encodeURIComponent(`/i/${code}`)}`;
  if (from.id === user?.id) {
    return (
      <SitePage>
        <h1 className="title">{t.inviteOwn}</h1>
        <p className="mt-2 mb-8 text-md text-ink-2">{t.inviteOwnText}</p>
        <div className="grid gap-4">
          <ShareLink url={location.href} />
        </div>
        <ButtonLink look="quiet" className="mt-6 -ms-3" to="/people">
          {t.toPeople}
        </ButtonLink>
      </SitePage>
    );
  }
  return (
    <SitePage>
      <Face id={from.id} name={from.name} size={56} />
      <p className="mt-5 text-md text-ink-2">{t.invitedBy}</p>
      <h1 className="title mt-1 [overflow-wrap:anywhere]">{from.name}</h1>
      {from.handle !== null && <p className="text-ink-3">@{from.handle}</p>}
      <p className="mt-3 text-md text-ink-2">{t.inviteText}</p>
      {user !== null && user.role !== "guest" ? (
        <Accept code={code} onGone={() => void renew(client, query.queryKey)} />
      ) : (
        <>
          <p className="mt-1 text-md text-ink-2">{t.inviteNeeds}</p>
          <div className="mt-8 grid gap-3">
            <ButtonLink look="ink" large to={`/register${next}`}>
              {words.accounts.register}
            </ButtonLink>
            <ButtonLink large to={`/login${next}`}>
              {words.accounts.signIn}
            </ButtonLink>
          </div>
        </>
      )}
    </SitePage>
  );
};
