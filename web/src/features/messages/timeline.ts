// The rows of a conversation: what is held of its past, and what waits to be sent, as a page shows them. Pure.
import { type Got, hasArrived } from "#core/domain/conversations/delivering.ts";
import { summaryOf } from "#core/domain/media/attached.ts";
import type { FoldedMessage, MessageBody } from "#core/protocol/conversations.ts";
import type { AttachedSummary } from "#core/protocol/media.ts";
import type { Notice } from "#core/protocol/history.ts";

export type PendingSend = {
  readonly key: string;
  readonly body: MessageBody;
  readonly replyTo: number | null;
  readonly composedAt: number | null;
  readonly mentions: readonly string[];
};

export type Quote = { readonly seq: number; readonly user: string | null; readonly text: string | null };

/**
 * `delivered`: a device of everybody else has said that it holds it. `read`: by everybody else who lets it be known, or by
 * some. Nothing tells more than that, so nothing claims more.
 */
export type Delivery =
  | { readonly kind: "sent" | "delivered" }
  | { readonly kind: "read"; readonly by: readonly string[] };

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "unread"; readonly key: string }
  | { readonly kind: "notice"; readonly key: string; readonly notice: Notice }
  | {
      readonly kind: "message";
      readonly key: string;
      readonly message: FoldedMessage;
      readonly own: boolean;
      /** Goes on with the run of the row above. */
      readonly more: boolean;
      readonly quote: Quote | null;
      /** Only on the last own message of a run. */
      readonly delivery: Delivery | null;
      /** Who has read up to here and no further. */
      readonly readers: readonly string[];
    }
  | {
      readonly kind: "waiting";
      readonly key: string;
      readonly send: PendingSend;
      readonly more: boolean;
      readonly last: boolean;
      readonly quote: Quote | null;
    };

type SayAttached = (attached: AttachedSummary) => string;

export type TimelineInput = {
  readonly messages: readonly FoldedMessage[];
  /** Whether there are messages before these. */
  readonly hasOlder: boolean;
  readonly pending: readonly PendingSend[];
  /** By `seq`, as the messages are. */
  readonly notices: readonly Notice[];
  readonly self: string;
  readonly members: readonly string[];
  readonly markers: Readonly<Record<string, number>>;
  readonly got: Got;
  /** The marker when the conversation was opened; the divider stays where it was. */
  readonly unreadAfter: number | null;
  /** In a group the blocker's own page hides what the blocked say. */
  readonly hidden: ReadonlySet<string>;
  /** The day of an instant, YYYY-MM-DD, where the person is. */
  readonly dayOf: (at: number) => string;
  readonly say: SayAttached;
};

/** A pause longer than this begins a new run. */
const RUN_MS = 10 * 60_000;

/** Where nothing was written, what is attached is said instead. */
export const textOf = (body: MessageBody | null, say: SayAttached): string | null => {
  if (body === null) return null;
  if (body.kind !== "plain") return "";
  const attached = body.text === "" ? summaryOf(body.attachments) : null;
  return attached === null ? body.text : say(attached);
};

const quoteOf = (replyTo: number | null, bySeq: ReadonlyMap<number, FoldedMessage>, say: SayAttached): Quote | null => {
  if (replyTo === null) return null;
  const message = bySeq.get(replyTo);
  return { seq: replyTo, user: message?.user ?? null, text: message === undefined ? "" : textOf(message.body, say) };
};

/** The newest message at or below each member's marker. */
const readersBySeq = ({ messages, members, markers, self }: TimelineInput): ReadonlyMap<number, readonly string[]> => {
  const readers = new Map<number, string[]>();
  for (const user of members) {
    const upTo = markers[user] ?? 0;
    if (user === self || upTo === 0) continue;
    const last = messages.findLast(({ seq }) => seq <= upTo);
    // A face beside one's own words says nothing new.
    if (last !== undefined && last.user !== user) readers.set(last.seq, [...(readers.get(last.seq) ?? []), user]);
  }
  return readers;
};

const deliveryOf = (seq: number, { members, markers, got, self }: TimelineInput): Delivery => {
  const others = members.filter((user) => user !== self);
  const by = others.filter((user) => (markers[user] ?? 0) >= seq);
  if (by.length > 0) return { kind: "read", by };
  return { kind: hasArrived(seq, others, got) ? "delivered" : "sent" };
};

export const timelineRows = (input: TimelineInput): readonly Row[] => {
  const { messages, notices, hasOlder, pending, self, unreadAfter, hidden, dayOf } = input;
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  const readers = readersBySeq(input);
  const rows: Row[] = [];
  const shown = messages.filter(({ user }) => !hidden.has(user));
  // What stands above a row must not change when a page of the past arrives, or whoever reads there would be carried along.
  // Where the day or the unread begins is not known before, nor whether the oldest message goes on with a run: it waits for
  // the one before it, unless it is all there is to show.
  const oldest = hasOlder ? messages[0] : undefined;
  let day = oldest === undefined ? null : dayOf(oldest.at);
  let isDivided = unreadAfter === null || (oldest !== undefined && oldest.seq > unreadAfter);
  let before: FoldedMessage | null = null;

  let told = 0;
  /** Those that happened before the next message, each on its day. */
  const tell = (until: number) => {
    for (let notice = notices[told]; notice !== undefined && notice.seq < until; notice = notices[told]) {
      told += 1;
      const on = dayOf(notice.at);
      if (on !== day) rows.push({ kind: "day", key: `day-${on}`, at: notice.at });
      day = on;
      rows.push({ kind: "notice", key: `notice-${notice.seq}`, notice });
      before = null;
    }
  };

  for (const [index, message] of shown.entries()) {
    tell(message.seq);
    const own = message.user === self;
    const on = dayOf(message.at);
    if (on !== day) {
      rows.push({ kind: "day", key: `day-${on}`, at: message.at });
      day = on;
      before = null;
    }
    if (!isDivided && !own && unreadAfter !== null && message.seq > unreadAfter && message.body !== null) {
      rows.push({ kind: "unread", key: "unread" });
      isDivided = true;
      before = null;
    }
    const more = before !== null && before.user === message.user && message.at - before.at < RUN_MS;
    const next = shown[index + 1];
    const endsRun = next?.user !== self || next.at - message.at >= RUN_MS || dayOf(next.at) !== on;
    before = message;
    if (message === oldest && shown.length > 1) continue;
    rows.push({
      kind: "message",
      key: String(message.seq),
      message,
      own,
      more,
      quote: quoteOf(message.replyTo, bySeq, input.say),
      delivery: own && endsRun && message.body !== null ? deliveryOf(message.seq, input) : null,
      readers: readers.get(message.seq) ?? [],
    });
  }

  tell(Number.POSITIVE_INFINITY);
  const runsOn = before?.user === self;
  for (const [index, send] of pending.entries()) {
    rows.push({
      kind: "waiting",
      key: send.key,
      send,
      more: index > 0 || runsOn,
      last: index === pending.length - 1,
      quote: quoteOf(send.replyTo, bySeq, input.say),
    });
  }
  return rows;
};
