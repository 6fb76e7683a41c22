// What only this conversation's object knows and no event says: who has blocked the other, and a stranger's open request.
import type { UserId } from "#core/protocol/ids.ts";
import type { Sql } from "../shell/sqlite.ts";

/** `waiting`: nothing has been said yet; `open`: the stranger has written. */
export type RequestState = "waiting" | "open" | "declined";
export type Request = { readonly user: UserId; readonly state: RequestState };

export class ConversationStanding {
  readonly #sql: Sql;
  readonly #blockers: Set<string>;
  #request: Request | null;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.#blockers = new Set(
      sql
        .exec<{ user: string }>("SELECT user FROM blocks")
        .toArray()
        .map(({ user }) => user),
    );
    this.#request = sql.exec<Request>("SELECT user, state FROM requests").toArray()[0] ?? null;
  }

  get isBlocked(): boolean {
    return this.#blockers.size > 0;
  }

  /** Who has not yet said whether they want this direct conversation; null where nobody is asked. */
  get request(): Request | null {
    return this.#request;
  }

  setBlocked(by: UserId, on: boolean): void {
    if (this.#blockers.has(by) === on) return;
    if (on) this.#blockers.add(by);
    else this.#blockers.delete(by);
    this.#sql.exec(
      on ? "INSERT INTO blocks (user) VALUES (?) ON CONFLICT DO NOTHING" : "DELETE FROM blocks WHERE user = ?",
      by,
    );
  }

  /** null: accepted, or never asked. */
  setRequest(request: Request | null): void {
    this.#request = request;
    this.#sql.exec("DELETE FROM requests");
    if (request === null) return;
    this.#sql.exec("INSERT INTO requests (user, state) VALUES (?, ?)", request.user, request.state);
  }
}
