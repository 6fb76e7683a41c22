// What a page holds of a conversation's past: one stretch of messages without a hole, however they came: the welcome's
// window, live events, pages of folded history. Pure.
import { amend, isAmendment, messageOf, type SequencedConversationEvent } from "#core/domain/conversations/folding.ts";
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import { isNotice, type Notice } from "./notices.ts";

export type Page = { readonly items: readonly FoldedMessage[]; readonly asOf: number; readonly hasMore: boolean };

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
  /** What happened besides words while this page lives. */
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

export const fold = (log: ConversationLog, events: readonly SequencedConversationEvent[]): ConversationLog => {
  let { messages, have } = log;
  const amendments = [...log.amendments];
  const sent: FoldedMessage[] = [];
  const told: Notice[] = [];
  for (const event of events) {
    if (event.seq <= have) continue;
    have = event.seq;
    if (isNotice(event)) told.push(event);
    if (event.name === "sent" && log.isAtHead) sent.push(messageOf(event));
    else if (isAmendment(event)) {
      amendments.push(event);
      const index = sent.findIndex(({ seq }) => seq === event.data.target);
      const fresh = sent[index];
      if (fresh === undefined) messages = change(messages, event);
      else sent[index] = amend(fresh, event);
    }
  }
  const notices = told.length === 0 ? log.notices : [...log.notices, ...told];
  return { ...log, messages: sent.length === 0 ? messages : [...messages, ...sent], have, amendments, notices };
};

/** The page as it is now: what was heard after it was folded is applied to it. */
const renew = ({ items, asOf }: Page, amendments: readonly Amendment[]): readonly FoldedMessage[] =>
  amendments.filter(({ seq }) => seq > asOf).reduce(change, items);

/** The page before the stretch. */
export const prepend = (log: ConversationLog, page: Page): ConversationLog => {
  const first = log.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = renew(page, log.amendments).filter(({ seq }) => seq < first);
  return { ...log, messages: [...older, ...log.messages], hasOlder: page.hasMore };
};

/** The page after the stretch; with `isAtHead` live messages follow it from now on. */
export const append = (log: ConversationLog, page: Page, isAtHead: boolean): ConversationLog => {
  const last = log.messages.at(-1)?.seq ?? 0;
  const newer = renew(page, log.amendments).filter(({ seq }) => seq > last);
  return { ...log, messages: [...log.messages, ...newer], isAtHead };
};

/** Somewhere else in the past: the stretch begins anew from one page. */
export const jumpTo = (log: ConversationLog, page: Page): ConversationLog => ({
  ...log,
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
  return { ...log, messages: later.reduce(change, messages), hasOlder: joined.hasOlder, isAtHead: true };
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
