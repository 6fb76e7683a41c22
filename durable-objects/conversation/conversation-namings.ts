// Which messages mention whom, as they are now: a row per mention, so that what is unread of them is counted however far
// back it lies.
import { type Amendment, type SentEvent } from "#core/domain/conversations/folding.ts";
import type { Reader } from "#core/domain/conversations/unread.ts";
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import { UNREAD_CAP } from "#core/protocol/limits.ts";
import type { Sql } from "../shell/sqlite.ts";

export class ConversationNamings {
  readonly #sql: Sql;
  readonly #message: (seq: number) => FoldedMessage | null;

  /** `message`: as it is before what is being appended changes it. */
  constructor(sql: Sql, message: (seq: number) => FoldedMessage | null) {
    this.#sql = sql;
    this.#message = message;
  }

  sent({ seq, data: { user, mentions } }: SentEvent): void {
    this.#change(seq, user, [], mentions);
  }

  amended({ name, data }: Amendment): void {
    const mentions = name === "removed" ? [] : name === "edited" ? data.mentions : undefined;
    if (mentions === undefined) return;
    const message = this.#message(data.target);
    if (message !== null) this.#change(message.seq, message.user, message.mentions, mentions);
  }

  /** Whoever names themselves is not told. */
  #change(seq: number, by: string, before: readonly string[], now: readonly string[]): void {
    for (const user of before) {
      if (!now.includes(user)) this.#sql.exec("DELETE FROM namings WHERE user = ? AND seq = ?", user, seq);
    }
    for (const user of now) {
      if (user === by || before.includes(user)) continue;
      this.#sql.exec("INSERT INTO namings (user, seq) VALUES (?, ?) ON CONFLICT DO NOTHING", user, seq);
    }
  }

  /** Of what is unread, what names its reader. */
  unread({ user, from, marker }: Reader): number {
    const [row] = this.#sql
      .exec<{ count: number }>(
        "SELECT count(*) AS count FROM (SELECT 1 FROM namings WHERE user = ? AND seq >= ? LIMIT ?)",
        user,
        Math.max(marker + 1, from),
        UNREAD_CAP,
      )
      .toArray();
    return row?.count ?? 0;
  }
}
