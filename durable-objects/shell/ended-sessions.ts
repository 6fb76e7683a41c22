// Sessions that ended while they might still come: a ticket outlives its session by half a minute and must open nothing.
// Whoever was let in before is known to whoever ends the session, so that the database need not be asked at the door.
import { TICKET_LIFETIME_MS } from "#core/protocol/limits.ts";
import type { Migration, Sql } from "./sqlite.ts";

export const ENDED_SESSION_MIGRATIONS: readonly Migration[] = [
  {
    id: "ended_sessions",
    sql: "CREATE TABLE ended_sessions (session TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;",
  },
];

/** Twice as long as a ticket lives: clocks differ, and one may have been on its way out when the session ended. */
const REMEMBERED_MS = 2 * TICKET_LIFETIME_MS;

export class EndedSessions {
  readonly #sql: Sql;
  readonly #sessions: Set<string>;

  constructor(sql: Sql) {
    this.#sql = sql;
    const rows = sql.exec<{ session: string }>("SELECT session FROM ended_sessions").toArray();
    this.#sessions = new Set(rows.map(({ session }) => session));
  }

  has(session: string): boolean {
    return this.#sessions.has(session);
  }

  /** Ids of sessions are never used again: remembering one for longer than needed refuses nobody. */
  add(session: string, now: number): void {
    this.#sessions.add(session);
    this.#sql.exec("DELETE FROM ended_sessions WHERE until <= ?", now);
    this.#sql.exec(
      "INSERT INTO ended_sessions (session, until) VALUES (?, ?) ON CONFLICT (session) DO NOTHING",
      session,
      now + REMEMBERED_MS,
    );
  }
}
