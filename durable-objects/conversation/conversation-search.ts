// Search in one conversation. Nothing is indexed until somebody searches; then what is new, and a stretch of the past with every
// question. The index only proposes: what it finds is folded and looked at, so an edit or removal is right at once.
import { isAmendment, isSent } from "#core/domain/conversations/folding.ts";
import { indexTokens, matchesSearch, indexQuery } from "#core/domain/search-tokens.ts";
import type { FoldedMessage, Searched } from "#core/protocol/conversations.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { Sql } from "../shell/sqlite.ts";

export type Found = {
  /** Newest first; may be none while `before` says that there is more to look through. */
  readonly items: readonly FoldedMessage[];
  readonly before: number | null;
  readonly searched: Searched;
  /** Where the search ended for now (epoch ms); null where nothing older is left. */
  readonly backTo: number | null;
};

/** What searching needs of the conversation; `eventsBefore` yields stored events, newest first. */
type Searchable = {
  readonly head: number;
  readonly isSealed: boolean;
  eventsBefore(seq: number): Iterable<SequencedEvent>;
  /** As it is now; null where there is none. */
  message(seq: number): FoldedMessage | null;
};

/** Everything in `[low, high]` is in the index; `lowAt` is when `low` happened. */
type Range = { readonly low: number; readonly lowAt: number; readonly high: number };

/** Events of the past taken in with one question: about a tenth of a second. */
const BACKWARDS = 5_000;
/** Where more has happened since the last question, the index begins anew at the end that matters. */
const FORWARDS = 20_000;
const CANDIDATES = 500;

export class ConversationSearch {
  readonly #sql: Sql;
  readonly #conversation: () => Searchable;

  constructor(sql: Sql, conversation: () => Searchable) {
    this.#sql = sql;
    this.#conversation = conversation;
  }

  /** The `limit` newest matches before `before` (null: of all) that somebody may see whose history begins at `from`. */
  search(from: number, question: string, before: number | null, limit: number): Found {
    const conversation = this.#conversation();
    const wanted = conversation.isSealed ? null : indexQuery(question);
    if (wanted === null) return { items: [], before: null, searched: "nothing", backTo: null };
    const { low, lowAt } = this.#extend();
    const isAll = low <= from;
    const reached = { searched: isAll ? "all" : "newest", backTo: isAll ? null : lowAt } as const;
    const rows = this.#sql
      .exec<{ rowid: number }>(
        "SELECT rowid FROM message_search WHERE message_search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
        wanted,
        from,
        before ?? conversation.head + 1,
        CANDIDATES,
      )
      .toArray();
    const items: FoldedMessage[] = [];
    for (const { rowid } of rows) {
      if (items.length === limit) return { items, before: items.at(-1)?.seq ?? null, ...reached };
      const message = conversation.message(rowid);
      if (message?.body?.kind === "plain" && matchesSearch(message.body.text, question)) items.push(message);
    }
    const rest = rows.length === CANDIDATES ? (rows.at(-1)?.rowid ?? null) : null;
    return { items, before: rest ?? (isAll ? null : low), ...reached };
  }

  #extend(): Range {
    const { head } = this.#conversation();
    const known = this.#sql.exec<Range>("SELECT low, low_at AS lowAt, high FROM searched WHERE only = 1").toArray()[0];
    const isUseful = known !== undefined && head - known.high <= FORWARDS;
    if (known !== undefined && !isUseful)
      this.#sql.exec("INSERT INTO message_search (message_search) VALUES ('delete-all')");
    const begun = isUseful ? known : { low: head + 1, lowAt: 0, high: head };
    if (begun.low === 1 && begun.high === head) return begun;
    this.#forwards(begun);
    const range = { ...this.#backwards(begun), high: head };
    this.#sql.exec(
      `INSERT INTO searched (only, low, low_at, high) VALUES (1, ?, ?, ?)
       ON CONFLICT (only) DO UPDATE SET low = excluded.low, low_at = excluded.low_at, high = excluded.high`,
      range.low,
      range.lowAt,
      range.high,
    );
    return range;
  }

  /** What was said since, and what became of the messages that are indexed. */
  #forwards({ low, high }: Range): void {
    const conversation = this.#conversation();
    const stale = new Set<number>();
    for (const event of conversation.eventsBefore(conversation.head + 1)) {
      if (event.seq <= high) break;
      if (isSent(event)) this.#take(event.seq);
      else if (isAmendment(event) && event.name !== "reacted" && event.data.target <= high)
        stale.add(event.data.target);
    }
    for (const seq of stale) {
      if (seq < low) continue;
      this.#sql.exec("DELETE FROM message_search WHERE rowid = ?", seq);
      this.#take(seq);
    }
  }

  #backwards({ low, lowAt }: Range): Pick<Range, "low" | "lowAt"> {
    const reached = { low, lowAt };
    let left = BACKWARDS;
    for (const event of this.#conversation().eventsBefore(low)) {
      if (left === 0) return reached;
      left -= 1;
      if (isSent(event)) this.#take(event.seq);
      reached.low = event.seq;
      reached.lowAt = event.at;
    }
    return { ...reached, low: 1 };
  }

  #take(seq: number): void {
    const body = this.#conversation().message(seq)?.body;
    const tokens = body?.kind === "plain" ? indexTokens(body.text) : [];
    if (tokens.length === 0) return;
    this.#sql.exec("INSERT INTO message_search (rowid, tokens) VALUES (?, ?)", seq, tokens.join(" "));
  }
}
