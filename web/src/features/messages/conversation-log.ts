// What a page holds of a conversation's past: one stretch of messages without a hole, however they came: the welcome's
// window, live events, pages of folded history. Pure.
import { amend, isAmendment, messageOf, type SequencedConversationEvent } from "#core/domain/conversations/folding.ts";
import { noticeOf } from "#core/domain/conversations/notices.ts";
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import type { Notice } from "#core/protocol/history.ts";

export type Page = {
  readonly items: readonly FoldedMessage[];
  readonly notices: readonly Notice[];
  readonly asOf: number;
  readonly hasMore: boolean;
};

type Amendment = Extract<SequencedConversationEvent, { name: "edited" | "removed" | "reacted" }>;

export type ConversationLog = {
  /** Oldest first. */
  readonly messages: readonly FoldedMessage[];
  /** Whether something older can be asked for. */
  readonly hasOlder: boolean;
  /** Whether the stretch reaches the newest message; elsewhere live messages are not shown, only counted. */
  readonly isAtHead: boolean;
  /** The newest `seq` folded into the stretch. */
  readonly have: number;
  /** Changes of messages heard while this page lives: a page of history may have been folded before them. */
  readonly amendments: readonly Amendment[];
  /** What happened besides words, as far as it is known: by `seq`, each once. */
  readonly notices: readonly Notice[];
};

export const EMPTY_LOG: ConversationLog = {
  messages: [],
  hasOlder: false,
  isAtHead: true,
  have: 0,
  amendments: [],
  notices: [],
};

/** A snapshot's window stands for everything up to `seq`; older ones are read again where somebody looks at them. */
export const fromWindow = (window: readonly FoldedMessage[], seq: number, hasOlder: boolean): ConversationLog => ({
  ...EMPTY_LOG,
  messages: window,
  hasOlder,
  have: seq,
});

const change = (messages: readonly FoldedMessage[], amendment: Amendment): readonly FoldedMessage[] => {
  const index = messages.findIndex(({ seq }) => seq === amendment.data.target);
  const message = messages[index];
  return message === undefined ? messages : messages.with(index, amend(message, amendment));
};

const withNotices = (known: readonly Notice[], more: readonly Notice[]): readonly Notice[] => {
  const last = known.at(-1)?.seq ?? 0;
  if (more.length === 0) return known;
  if (more.every(({ seq }) => seq > last)) return [...known, ...more];
  const bySeq = new Map([...known, ...more].map((notice) => [notice.seq, notice]));
  return [...bySeq.values()].toSorted((one, other) => one.seq - other.seq);
};

export const fold = (log: ConversationLog, events: readonly SequencedConversationEvent[]): ConversationLog => {
  let { messages, have } = log;
  const amendments = [...log.amendments];
  const sent: FoldedMessage[] = [];
  const told: Notice[] = [];
  for (const event of events) {
    if (event.seq <= have) continue;
    have = event.seq;
    const notice = noticeOf(event);
    if (notice !== null) told.push(notice);
    if (event.name === "sent" && log.isAtHead) sent.push(messageOf(event));
    else if (isAmendment(event)) {
      amendments.push(event);
      const index = sent.findIndex(({ seq }) => seq === event.data.target);
      const fresh = sent[index];
      if (fresh === undefined) messages = change(messages, event);
      else sent[index] = amend(fresh, event);
    }
  }
  const notices = withNotices(log.notices, told);
  return { ...log, messages: sent.length === 0 ? messages : [...messages, ...sent], have, amendments, notices };
};

/** What a page knows besides its messages; those are held already. */
export const recall = (log: ConversationLog, { notices }: Page): ConversationLog => ({
  ...log,
  notices: withNotices(log.notices, notices),
});

/** The page as it is now: what was heard after it was folded is applied to it. */
const renew = ({ items, asOf }: Page, amendments: readonly Amendment[]): readonly FoldedMessage[] =>
  amendments.filter(({ seq }) => seq > asOf).reduce(change, items);

/** The page before the stretch. */
export const prepend = (log: ConversationLog, page: Page): ConversationLog => {
  const first = log.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = renew(page, log.amendments).filter(({ seq }) => seq < first);
  return { ...recall(log, page), messages: [...older, ...log.messages], hasOlder: page.hasMore };
};

/** The page after the stretch; with `isAtHead` live messages follow it from now on. */
export const append = (log: ConversationLog, page: Page, isAtHead: boolean): ConversationLog => {
  const last = log.messages.at(-1)?.seq ?? 0;
  const newer = renew(page, log.amendments).filter(({ seq }) => seq > last);
  return { ...recall(log, page), messages: [...log.messages, ...newer], isAtHead };
};

/** Somewhere else in the past: the stretch begins anew from one page. */
export const jumpTo = (log: ConversationLog, page: Page): ConversationLog => ({
  ...recall(log, page),
  messages: renew(page, log.amendments),
  hasOlder: page.hasMore,
  isAtHead: false,
});

/** After a long absence: `joined` reaches back to where somebody reads, `newest` is the window of this moment. */
export const rejoin = (
  log: ConversationLog,
  joined: ConversationLog,
  newest: readonly FoldedMessage[],
): ConversationLog => {
  const last = joined.messages.at(-1)?.seq ?? 0;
  const messages = [...joined.messages, ...newest.filter(({ seq }) => seq > last)];
  const later = log.amendments.filter(({ seq }) => seq > joined.have);
  const notices = withNotices(joined.notices, log.notices);
  return { ...log, messages: later.reduce(change, messages), notices, hasOlder: joined.hasOlder, isAtHead: true };
};

export const messageAt = (log: ConversationLog, seq: number): FoldedMessage | undefined =>
  log.messages.find((message) => message.seq === seq);

type Stretch = Pick<ConversationLog, "messages" | "notices" | "hasOlder" | "isAtHead">;

/** Those that happened within the stretch; before and behind it nobody knows whether there were others. */
export const noticesWithin = ({ messages, notices, hasOlder, isAtHead }: Stretch): readonly Notice[] => {
  const first = hasOlder ? (messages[0]?.seq ?? 0) : 0;
  const last = isAtHead ? Number.POSITIVE_INFINITY : (messages.at(-1)?.seq ?? 0);
  return notices.filter(({ seq }) => seq > first && seq < last);
};
