// The open conversation as rows: what is held and what waits, with the doings of the message one points at.
import { lazy, type Ref, Suspense, useCallback, useMemo, useState } from "react";
import { mayModerate } from "#core/domain/conversations/conversation-state.ts";
import type { ConversationState } from "#core/protocol/conversations.ts";
import { useAttachedText } from "#web/features/media/use-attached-text.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { isSeen } from "#web/features/media/attached.ts";
import { OpenViewer } from "#web/features/media/Attachments.tsx";
import { useUploads } from "#web/features/media/uploads.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { localDay, useDayWords } from "./day-words.ts";
import { noticesWithin } from "./conversation-log.ts";
import type { ConversationStore, OpenConversation } from "./conversation-store.ts";
import { inbox } from "./inbox-store.ts";
import { MessageActions, type MessageDoings } from "./MessageActions.tsx";
import { MessageRow, type Names, WaitingRow } from "./MessageRow.tsx";
import { NoticeRow } from "./NoticeRow.tsx";
import { Timeline, type TimelineHandle } from "./Timeline.tsx";
import { type Row, timelineRows } from "./timeline.ts";

const Viewer = lazy(() => import("#web/features/media/Viewer.tsx").then((module) => ({ default: module.Viewer })));

/** How a message is called that waits for its files. */
const UNSENT = "unsent:";

type TalkTimelineProps = {
  readonly store: ConversationStore;
  readonly open: OpenConversation;
  readonly state: ConversationState;
  readonly user: string;
  readonly nameOf: Names;
  readonly removing: ReadonlySet<number>;
  readonly hidden: ReadonlySet<string>;
  readonly isOnline: boolean;
  readonly doings: MessageDoings;
  readonly look: (user: string) => void;
  readonly jump: (seq: number) => Promise<void>;
  readonly onSeen: (seq: number, isAll: boolean) => void;
  readonly handle: Ref<TimelineHandle>;
};

const maximum = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) => {
  const both: Record<string, number> = { ...one };
  for (const [user, upTo] of Object.entries(other)) both[user] = Math.max(upTo, both[user] ?? 0);
  return both;
};

/** Where the reader had got to when the conversation opened: the divider does not move while they read on. */
const openedAt = (state: ConversationState, user: string): number =>
  Math.max(state.markers[user] ?? 0, inbox.get().state?.markers[state.conversation.id]?.upTo ?? 0);

export const TalkTimeline = ({
  store,
  open,
  state,
  user,
  nameOf,
  removing,
  hidden,
  isOnline,
  doings,
  look,
  jump,
  onSeen,
  handle,
}: TalkTimelineProps) => {
  const { t: words } = useLocale();
  const t = useTalk();
  const days = useDayWords();
  const { log, shown, got } = open;
  const { uploads, unsent } = useUploads();
  const [viewed, setViewed] = useState<string | null>(null);
  const conversation = state.conversation.id;
  const pending = useMemo(
    () => [
      ...open.pending,
      ...unsent
        .filter((message) => message.conversation === conversation)
        .map(({ id, text, replyTo, composedAt, mentions }) => {
          const body = { kind: "plain" as const, text };
          return { key: `${UNSENT}${id}`, body, replyTo, composedAt, mentions };
        }),
    ],
    [open.pending, unsent, conversation],
  );
  const [unreadAfter] = useState(() => openedAt(state, user));

  const messages = useMemo(() => {
    // The actor's own window already holds what this page has asked for and not heard back.
    const foreseen = new Map(state.messages.map((message) => [message.seq, message]));
    return log.messages
      .map((message) => foreseen.get(message.seq) ?? message)
      .map((message) => (removing.has(message.seq) ? { ...message, body: null, reactions: [] } : message));
  }, [log.messages, state.messages, removing]);

  const { hasOlder, isAtHead } = log;
  const notices = useMemo(
    () => noticesWithin({ messages: log.messages, notices: log.notices, hasOlder, isAtHead }),
    [log.messages, log.notices, hasOlder, isAtHead],
  );

  const say = useAttachedText();
  const rows = useMemo(
    () =>
      timelineRows({
        messages,
        hasOlder,
        pending,
        notices,
        self: user,
        members: state.members.map((member) => member.user),
        markers: maximum(state.markers, shown),
        got,
        unreadAfter: unreadAfter === 0 ? null : unreadAfter,
        hidden,
        dayOf: localDay,
        say,
      }),
    [messages, notices, hasOlder, pending, user, state.members, state.markers, shown, got, unreadAfter, hidden, say],
  );

  const everyone = state.members.length - 1;
  const moderates = mayModerate(state, user);
  const removesOthers = moderates && state.conversation.kind === "group";
  const renderRow = useCallback(
    (row: Row, isActive: boolean) => {
      switch (row.kind) {
        case "day":
          return (
            <div className="day-line" role="separator">
              {days.long(row.at)}
            </div>
          );
        case "unread":
          return (
            <div className="unread-line" role="separator">
              {t.unreadLine}
            </div>
          );
        case "notice":
          return <NoticeRow notice={row.notice} nameOf={nameOf} jump={(seq) => void jump(seq)} />;
        case "waiting":
          return (
            <WaitingRow
              row={row}
              self={user}
              nameOf={nameOf}
              jump={(seq) => void jump(seq)}
              isOnline={isOnline}
              uploads={uploads.filter(({ message }) => message !== null && row.key === `${UNSENT}${message}`)}
            />
          );
        case "message":
          return (
            <MessageRow
              row={row}
              self={user}
              nameOf={nameOf}
              everyone={everyone}
              jump={(seq) => void jump(seq)}
              react={doings.react}
              look={look}
              actions={
                isActive ? (
                  <MessageActions
                    message={row.message}
                    own={row.own}
                    pinned={state.pins.includes(row.message.seq)}
                    mayModerate={moderates}
                    mayRemoveOthers={removesOthers}
                    doings={doings}
                  />
                ) : null
              }
            />
          );
      }
    },
    [days, t, nameOf, jump, isOnline, user, everyone, doings, look, state.pins, moderates, removesOthers, uploads],
  );

  // Everything to be seen in what is held of the conversation, in its order.
  const gallery = useMemo(
    () =>
      viewed === null
        ? []
        : messages.flatMap(({ body }) => (body?.kind === "plain" ? (body.attachments ?? []).filter(isSeen) : [])),
    [messages, viewed],
  );

  return (
    <OpenViewer value={setViewed}>
      {rows.length === 0 && <p className="mt-auto px-4 text-ink-2 md:px-8">{t.noMessageYet}</p>}
      <Timeline
        rows={rows}
        renderRow={renderRow}
        isAtHead={log.isAtHead}
        hasOlder={log.hasOlder && !open.failed}
        loadOlder={store.loadOlder}
        loadNewer={store.loadNewer}
        toNewest={store.toNewest}
        onSeen={onSeen}
        onPlace={store.readFrom}
        handle={handle}
        notice={
          open.failed ? (
            <Banner tone="bad" action={<Button onClick={() => void store.loadOlder()}>{words.tryAgain}</Button>}>
              {t.loadFailed}
            </Banner>
          ) : null
        }
      />
      <Suspense fallback={null}>
        {viewed !== null && <Viewer items={gallery} first={viewed} onClose={() => setViewed(null)} />}
      </Suspense>
    </OpenViewer>
  );
};
