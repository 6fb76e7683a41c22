// Old messages, folded: a page is read from the log backwards, and what became of its messages from the second row that
// every edit, removal and reaction has.
import {
  amend,
  type Amendment,
  isAmendment,
  isSent,
  messageOf,
  type SentEvent,
} from "#core/domain/conversations/folding.ts";
import { noticeOf } from "#core/domain/conversations/notices.ts";
import { type Countable, countUnread, type Reader } from "#core/domain/conversations/unread.ts";
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import { type HistoryPage, MAX_NOTICES_PER_PAGE, type Notice } from "#core/protocol/history.ts";
import { UNREAD_CAP } from "#core/protocol/limits.ts";
import type { Sql } from "../shell/sqlite.ts";
import { ConversationNamings } from "./conversation-namings.ts";

/** What counting needs of the log; `eventsBefore` yields stored events, newest first. */
type StoredLog = {
  readonly head: number;
  eventsBefore(seq: number): Iterable<SequencedEvent>;
  eventAt(seq: number): SequencedEvent | null;
};

/** At least so many of the newest are remembered before the log has to be read again, at most twice as many. */
const REMEMBERED = 4 * UNREAD_CAP;

export class ConversationHistory {
  readonly #sql: Sql;
  readonly #log: () => StoredLog;
  readonly #namings: ConversationNamings;
  /** Every message from `#recentFrom` on, oldest first, as far as counting cares. */
  #recent: Countable[] = [];
  #recentFrom = Number.POSITIVE_INFINITY;

  constructor(sql: Sql, log: () => StoredLog) {
    this.#sql = sql;
    this.#log = log;
    this.#namings = new ConversationNamings(sql, (seq) => this.message(seq));
  }

  /** In the turn that stores `events`. */
  appended(events: readonly SequencedEvent[]): void {
    for (const event of events) {
      if (isSent(event)) {
        this.#remember(event);
        this.#namings.sent(event);
      }
      if (!isAmendment(event)) continue;
      this.#namings.amended(event);
      const { target } = event.data;
      this.#sql.exec(
        "INSERT INTO amendments (target, seq, event) VALUES (?, ?, ?)",
        target,
        event.seq,
        JSON.stringify(event),
      );
      if (event.name === "removed") {
        this.#recent = this.#recent.map((one) => (one.seq === target ? { ...one, isRemoved: true } : one));
      }
    }
  }

  #remember({ seq, data }: SentEvent): void {
    if (seq < this.#recentFrom) return;
    this.#recent.push({ seq, user: data.user, isRemoved: false });
    if (this.#recent.length < 2 * REMEMBERED) return;
    this.#recent = this.#recent.slice(REMEMBERED);
    this.#recentFrom = this.#recent[0]?.seq ?? seq;
  }

  #fold(sent: SentEvent): FoldedMessage {
    return this.#sql
      .exec<{ event: string }>("SELECT event FROM amendments WHERE target = ? ORDER BY seq", sent.seq)
      .toArray()
      .map(({ event }) => JSON.parse(event) as Amendment)
      .reduce(amend, messageOf(sent));
  }

  /** One stored message as it is now; null where `seq` is none. */
  message(seq: number): FoldedMessage | null {
    const event = this.#log().eventAt(seq);
    return event !== null && isSent(event) ? this.#fold(event) : null;
  }

  /** The `limit` newest messages before `before` (null: of all) that somebody may see whose history begins at `from`, and what happened between them. */
  page(from: number, before: number | null, limit: number): HistoryPage {
    const { head } = this.#log();
    const items: SentEvent[] = [];
    const told: Notice[] = [];
    let hasMore = false;
    for (const event of this.#log().eventsBefore(before ?? head + 1)) {
      if (event.seq < from) break;
      hasMore = isSent(event) && items.length === limit;
      if (hasMore) break;
      if (isSent(event)) items.push(event);
      const notice = told.length < MAX_NOTICES_PER_PAGE ? noticeOf(event) : null;
      if (notice !== null) told.push(notice);
    }
    const next = hasMore ? (items.at(-1)?.seq ?? null) : null;
    return {
      items: items.toReversed().map((sent) => this.#fold(sent)),
      // Those before the oldest message belong to the page before this one.
      notices: told.filter(({ seq }) => seq > (next ?? 0)).toReversed(),
      asOf: head,
      before: next,
    };
  }

  /** Of what is unread, how many name its reader. */
  named(reader: Reader): number {
    return this.#namings.unread(reader);
  }

  /** Own messages are never above the own marker, so whatever is, counts for its reader. */
  unread(reader: Reader): number {
    const first = Math.max(reader.marker + 1, reader.from);
    const counted = countUnread(this.#newestFirst(), reader);
    if (counted === UNREAD_CAP || this.#recentFrom <= first) return counted;
    this.#readRecent(first);
    return countUnread(this.#newestFirst(), reader);
  }

  *#newestFirst(): Generator<Countable> {
    for (let index = this.#recent.length - 1; index >= 0; index--) yield this.#recent[index] as Countable;
  }

  /** Back to `first`, or until nobody could count further, whichever is less to read. */
  #readRecent(first: number): void {
    const { head } = this.#log();
    const removed = new Set<number>();
    let countable = 0;
    const newestFirst: Countable[] = [];
    this.#recentFrom = head + 1;
    for (const event of this.#log().eventsBefore(head + 1)) {
      if (event.seq < first || countable >= UNREAD_CAP) break;
      this.#recentFrom = event.seq;
      if (event.name === "removed") removed.add((event as Amendment).data.target);
      if (!isSent(event)) continue;
      const isRemoved = removed.has(event.seq);
      newestFirst.push({ seq: event.seq, user: event.data.user, isRemoved });
      if (!isRemoved) countable += 1;
    }
    this.#recent = newestFirst.toReversed();
  }
}
