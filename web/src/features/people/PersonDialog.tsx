// What one may see of somebody, and what one can do: write, add, accept, block.
import { useQuery } from "@tanstack/react-query";
import { Ellipsis, MessageCircle, UserRoundMinus, UserRoundPlus, UserRoundX } from "lucide-react";
import { useState } from "react";
import { useInbox } from "#web/features/messages/inbox-store.ts";
import { useStartConversation } from "#web/features/messages/use-start-conversation.ts";
import { isApiError } from "#web/lib/http.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { usePeopleWords } from "#web/messages/people.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { Face } from "#web/ui/Face.tsx";
import { Menu, type MenuEntry } from "#web/ui/Menu.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { BlockConfirm } from "./BlockDialog.tsx";
import type { Person } from "./people-api.ts";
import { personQuery } from "./people-queries.ts";
import { useBlocking } from "./use-blocking.ts";
import { useContacting, useContactNews } from "./use-contacts.ts";

const usePresence = (person: Person) => {
  const talk = useTalk();
  const { format } = useLocale();
  const presence = useInbox().people.get(person.id) ?? person.presence;
  if (presence === null) return { online: false, words: null };
  const seen = presence.lastSeenAt === null ? null : talk.lastSeen(format.when(presence.lastSeenAt));
  return { online: presence.online, words: presence.online ? talk.online : seen };
};

const Doings = ({ person, onBlock, onClose }: { person: Person; onBlock: () => void; onClose: () => void }) => {
  const t = usePeopleWords();
  const talk = useTalk();
  const contacting = useContacting();
  const blocking = useBlocking();
  const start = useStartConversation();
  const { id, name, relation } = person;
  if (relation === "self") {
    return (
      <div className="actions">
        <ButtonLink to="/settings/profile" onClick={onClose}>
          {t.edit}
        </ButtonLink>
      </div>
    );
  }
  if (relation === "blocked") {
    return (
      <div className="actions">
        <Button busy={blocking.isPending} onClick={() => blocking.mutate({ id, name, on: false })}>
          {talk.unblock}
        </Button>
      </div>
    );
  }
  const change = (to: Parameters<typeof contacting.mutate>[0]["to"]) => () => contacting.mutate({ person, to });
  const entries: MenuEntry[] = [
    ...(relation === "contact"
      ? [{ key: "end", label: t.remove, icon: <UserRoundMinus className="icon s" />, run: change("end") }]
      : []),
    { key: "block", label: talk.block(name), icon: <UserRoundX className="icon s" />, danger: true, run: onBlock },
  ];
  const write = () =>
    start.mutate({ kind: "direct", memberIds: [id], encryption: "none" }, { onSuccess: () => onClose() });
  return (
    <div className="actions items-center">
      <span className="me-auto">
        <Menu label={t.actions(name)} icon={<Ellipsis className="icon" />} entries={entries} />
      </span>
      {relation === "none" && (
        <Button busy={contacting.isPending} onClick={change("ask")}>
          <UserRoundPlus className="icon s" />
          {t.add}
        </Button>
      )}
      {relation === "outgoing" && (
        <Button look="quiet" busy={contacting.isPending} onClick={change("withdraw")}>
          {t.withdraw}
        </Button>
      )}
      {relation === "incoming" && (
        <>
          <Button look="quiet" busy={contacting.isPending} onClick={change("decline")}>
            {talk.decline}
          </Button>
          <Button busy={contacting.isPending} onClick={change("accept")}>
            {talk.accept}
          </Button>
        </>
      )}
      <Button look="ink" busy={start.isPending} onClick={write}>
        <MessageCircle className="icon s" />
        {t.message}
      </Button>
    </div>
  );
};

const Sheet = ({ person, onBlock, onClose }: { person: Person; onBlock: () => void; onClose: () => void }) => {
  const t = usePeopleWords();
  const talk = useTalk();
  const { online, words } = usePresence(person);
  const { id, name, handle, bio, relation } = person;
  const notes: Partial<Record<Person["relation"], string>> = {
    self: t.isYou,
    blocked: t.blockedText,
    outgoing: t.requestSent,
    incoming: t.asksYou,
    contact: t.contact,
  };
  return (
    <>
      <div className="row gap-4">
        <Face id={id} name={name} size={56} {...(online ? { presence: "here", presenceLabel: talk.online } : {})} />
        <div className="grow">
          {handle !== null && <p className="truncate text-ink-2">@{handle}</p>}
          {notes[relation] !== undefined && <p className="text-ink-2">{notes[relation]}</p>}
          {words !== null && <p className="text-xs text-ink-3">{words}</p>}
        </div>
      </div>
      {bio !== "" && (
        <p className="whitespace-pre-wrap [overflow-wrap:anywhere]" dir="auto">
          {bio}
        </p>
      )}
      <Doings person={person} onBlock={onBlock} onClose={onClose} />
    </>
  );
};

export const PersonDialog = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const t = usePeopleWords();
  const talk = useTalk();
  const { t: words } = useLocale();
  useContactNews();
  const [isBlocking, setBlocking] = useState(false);
  const { data: person, error, refetch } = useQuery({ ...personQuery(id), staleTime: 0 });
  if (person !== undefined && isBlocking) {
    return (
      <Dialog title={talk.block(person.name)} open onClose={onClose}>
        <BlockConfirm id={person.id} name={person.name} onDone={() => setBlocking(false)} />
      </Dialog>
    );
  }
  return (
    <Dialog title={person?.name ?? (error === null ? words.loading : t.sheet)} open onClose={onClose}>
      {person !== undefined ? (
        <Sheet person={person} onBlock={() => setBlocking(true)} onClose={onClose} />
      ) : error === null ? (
        <div className="row gap-4" aria-busy="true">
          <span className="skel size-14 rounded-face" />
          <Skeleton width="50%" height={16} />
        </div>
      ) : isApiError(error, "not_found") ? (
        <EmptyState title={t.notFoundTitle} text={t.notFoundText} />
      ) : (
        <LoadFailure error={error} retry={() => void refetch()} />
      )}
    </Dialog>
  );
};
