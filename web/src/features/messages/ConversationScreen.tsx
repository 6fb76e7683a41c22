// The conversation: head, timeline, and the place where one writes.
import { useQuery } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { memberOf } from "#core/domain/conversations/conversation-state.ts";
import type { ConversationState } from "#core/protocol/conversations.ts";
import { BlockDialog } from "#web/features/people/BlockDialog.tsx";
import { blocksQuery } from "#web/features/people/people-queries.ts";
import { useBlocking } from "#web/features/people/use-blocking.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { serverNow } from "#web/lib/clock.ts";
import { useOnline } from "#web/lib/connection.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { takeSends } from "#web/features/media/unsent.ts";
import { openUploads } from "#web/features/media/uploads.ts";
import { useMediaWords } from "#web/messages/media.ts";
import { showToast } from "#web/ui/Toasts.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { tellNewest, useInbox } from "./inbox-store.ts";
import type { MessageDoings } from "./MessageActions.tsx";
import { RequestAnswer } from "./Requests.tsx";
import { SearchDialog } from "./SearchDialog.tsx";
import { TalkComposer, type Writing } from "./TalkComposer.tsx";
import { TalkHead, type Sheet } from "./TalkHead.tsx";
import { TalkSlideshow } from "./TalkSlideshow.tsx";
import { TalkTimeline } from "./TalkTimeline.tsx";
import { DateDialog, PinsDialog } from "./TalkSheets.tsx";
import type { TimelineHandle } from "./Timeline.tsx";
import { conversationName, lastLine, otherPerson } from "./thread-view.ts";
import { rejectionText, useAsk } from "./use-ask.ts";
import type { Opened } from "./use-conversation.ts";
import { useAttaching } from "./use-attaching.ts";
import { useGot } from "./use-got.ts";
import { useKeys } from "./use-keys.ts";
import { useNames } from "./use-names.ts";
import { useReading } from "./use-reading.ts";
import { useRemovals } from "./use-removals.ts";

const GroupDialog = lazy(() => import("./GroupDialog.tsx").then((module) => ({ default: module.GroupDialog })));

const PersonDialog = lazy(() =>
  import("#web/features/people/PersonDialog.tsx").then((module) => ({ default: module.PersonDialog })),
);

/** One line that is always there, so that nothing jumps when it has something to say. */
const Under = ({ typing, lost }: { typing: readonly string[]; lost: string | null }) => {
  const t = useTalk();
  const { format } = useLocale();
  return (
    <div className="talk-under" role="status">
      {lost !== null && <WifiOff className="icon xs" />}
      <span className="truncate">
        {lost ?? (typing.length > 0 && t.typing(format.list(typing.slice(0, 3)), typing.length))}
      </span>
    </div>
  );
};

const NOBODY: ReadonlySet<string> = new Set();

type ScreenProps = {
  readonly id: string;
  readonly user: string;
  readonly opened: Opened;
  readonly state: ConversationState;
};

export const ConversationScreen = ({ id, user, opened: { store, open }, state }: ScreenProps) => {
  const t = useTalk();
  const { snapshot, log } = open;
  const conversation = useMemo(
    () => ({ kind: state.conversation.kind, title: state.conversation.title, members: state.members }),
    [state.conversation, state.members],
  );
  const name = conversationName(conversation, user, t.unnamed);
  const other = otherPerson(conversation, user);
  const invitation = useInbox().state?.invitations.find((open) => open.conversation === id);
  const blocks = useQuery(blocksQuery);
  const blocked = useMemo(
    () => new Set((blocks.data?.items ?? []).map(({ person }) => person.id as string)),
    [blocks.data],
  );
  const isBlocked = other !== null && blocked.has(other);
  const online = useOnline();
  const isLive = snapshot.status === "live" || snapshot.status === "polling" || snapshot.status === "catching_up";
  const isLost = snapshot.status === "reconnecting" || snapshot.status === "offline";
  const others = useMemo(() => state.members.filter((member) => member.user !== user), [state.members, user]);
  useTitle(name, t.title);

  const ask = useAsk(store.actor);
  const nameOf = useNames(state.members, log);
  const seen = useReading(store.actor, id, invitation !== undefined);
  useGot(store.actor, user, other !== null && invitation === undefined);
  const { waiting: removing, remove } = useRemovals(ask);
  const blocking = useBlocking();
  const [writing, setWriting] = useState<Writing>({ kind: "new" });
  const [looking, setLooking] = useState<string | null>(null);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const timeline = useRef<TimelineHandle>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const close = () => setSheet(null);

  // The list beside it says the same as the conversation itself.
  const last = log.isAtHead ? log.messages.at(-1) : undefined;
  useEffect(() => {
    if (last !== undefined) tellNewest(id, lastLine(last, nameOf(last.user)));
  }, [id, last, nameOf]);

  const [wanted, setWanted] = useState<number | null>(null);
  const jump = useCallback(
    async (seq: number) => {
      if (timeline.current?.show(seq) === true) return;
      if (await store.reach(seq)) setWanted(seq);
    },
    [store],
  );
  useEffect(() => {
    if (wanted === null || timeline.current?.show(wanted) !== true) return;
    // It is on screen now; the next wish starts anew.
    // oxlint-disable-next-line react/set-state-in-effect
    setWanted(null);
  }, [wanted, log]);

  const canWrite = !isBlocked && state.conversation.encryption === "none";
  const media = useMediaWords();
  const attaching = useAttaching(
    id,
    canWrite ? (writing.kind === "edit" ? media.noAttachWhileEditing : null) : t.rejected.other,
  );
  useEffect(() => {
    openUploads(user);
    return takeSends(id, (data, instead) => {
      void store.actor.command("send", data, instead).then((settled) => {
        if (!settled.ok) showToast(rejectionText(settled.code, t));
      });
    });
  }, [id, user, store, t]);

  const editLast = () => {
    const message = log.messages.findLast((one) => one.user === user && one.body?.kind === "plain");
    if (message !== undefined) setWriting({ kind: "edit", message });
  };
  useKeys({ "/": () => setSheet("search"), e: editLast, Escape: () => setWriting({ kind: "new" }) });

  const send = (text: string, replyTo: number | null, mentions: readonly string[]) => {
    const composedAt = Math.round(serverNow());
    const body = { kind: "plain" as const, text };
    void ask("send", {
      body,
      composedAt,
      ...(replyTo === null ? {} : { replyTo }),
      ...(mentions.length === 0 ? {} : { mentions: mentions as UserId[] }),
    });
    timeline.current?.toEnd();
  };

  const doings = useMemo(
    (): MessageDoings => ({
      reply: (message) => setWriting({ kind: "reply", to: message, name: nameOf(message.user) }),
      edit: (message) => setWriting({ kind: "edit", message }),
      remove: ({ seq }) => remove(seq),
      pin: ({ seq }, on) => void ask("pin", { seq, on }),
      react: (seq, emoji, on) => void ask("react", { seq, emoji, on }),
    }),
    [ask, nameOf, remove],
  );

  return (
    // A drop is heard anywhere over the conversation; the field is where files would go by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className="talk"
      aria-label={name}
      onDragOver={attaching.onDragOver}
      onDragLeave={attaching.onDragLeave}
      onDrop={attaching.onDrop}
    >
      {attaching.isOver && <div className="drop-veil">{media.dropHere}</div>}
      <TalkHead
        state={state}
        name={name}
        self={user}
        faceOf={other ?? id}
        other={other}
        isBlocked={isBlocked}
        here={open.snapshot.status === "live" ? open.snapshot.presence : null}
        open={setSheet}
        look={setLooking}
      />
      {invitation !== undefined && (
        <div className="px-4 pt-3 md:px-8">
          <Banner tone="calm" action={<RequestAnswer invitation={invitation} />}>
            {invitation.kind === "request" ? t.requestFrom(invitation.byName) : t.addedBy(invitation.byName)}
            {invitation.kind === "request" && <span className="block text-xs text-ink-3">{t.requestText}</span>}
          </Banner>
        </div>
      )}
      <TalkSlideshow
        actor={store.actor}
        snapshot={snapshot}
        state={state}
        self={user}
        nameOf={nameOf}
        isChoosing={sheet === "slides"}
        onChosen={close}
      />
      <TalkTimeline
        store={store}
        open={open}
        state={state}
        user={user}
        nameOf={nameOf}
        removing={removing}
        hidden={other === null ? blocked : NOBODY}
        isOnline={online && isLive}
        doings={doings}
        look={setLooking}
        jump={jump}
        onSeen={seen}
        handle={timeline}
      />
      <div className="talk-foot">
        <Under
          typing={open.typing.filter((who) => !blocked.has(who)).map(nameOf)}
          lost={online ? (isLost ? t.reconnecting : null) : t.offline}
        />
        {canWrite && (
          <TalkComposer
            conversation={id}
            user={user}
            name={name}
            writing={writing}
            stop={() => setWriting({ kind: "new" })}
            members={others}
            send={send}
            edit={(seq, text, mentions) =>
              void ask("edit", { seq, body: { kind: "plain", text }, mentions: mentions as UserId[] })
            }
            editLast={editLast}
            typing={(on) => store.actor.signal("typing", { on })}
            fieldRef={field}
            attaching={attaching}
            sent={() => timeline.current?.toEnd()}
          />
        )}
        {isBlocked && other !== null && (
          <Banner
            tone="calm"
            action={
              <Button busy={blocking.isPending} onClick={() => blocking.mutate({ id: other, name, on: false })}>
                {t.unblock}
              </Button>
            }
          >
            {t.blockedByYou(name)}
          </Banner>
        )}
      </div>
      <Suspense fallback={null}>
        {sheet === "members" && <GroupDialog state={state} self={user} ask={ask} look={setLooking} onClose={close} />}
        {looking !== null && <PersonDialog key={looking} id={looking} onClose={() => setLooking(null)} />}
      </Suspense>
      {sheet === "search" && (
        <SearchDialog conversation={id} nameOf={nameOf} show={(seq) => void jump(seq)} onClose={close} />
      )}
      {sheet === "pins" && (
        <PinsDialog
          conversation={id}
          pins={state.pins}
          nameOf={nameOf}
          show={(seq) => void jump(seq)}
          onClose={close}
        />
      )}
      {sheet === "date" && (
        <DateDialog
          conversation={id}
          from={memberOf(state, user)?.from ?? 1}
          head={snapshot.head}
          show={(seq) => void jump(seq)}
          onClose={close}
        />
      )}
      {sheet === "block" && other !== null && <BlockDialog id={other} name={name} onClose={close} />}
    </section>
  );
};
