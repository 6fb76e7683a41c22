// How far a relay has heard, known to the next instance only where it was written down since.
import { ENDED_SESSION_MIGRATIONS } from "../shell/ended-sessions.ts";
import type { Migration, Sql } from "../shell/sqlite.ts";
import { TICKET_MIGRATIONS } from "../shell/used-tickets.ts";

export const RELAY_OWN_MIGRATIONS: readonly Migration[] = [
  ...TICKET_MIGRATIONS,
  {
    id: "cursor",
    sql: "CREATE TABLE cursor (only INTEGER PRIMARY KEY CHECK (only = 1), log TEXT NOT NULL, seq INTEGER NOT NULL);",
  },
  ...ENDED_SESSION_MIGRATIONS,
];

export class Cursor {
  readonly #sql: Sql;
  log = "";
  seq = 0;
  isKnown = false;
  #isWritten = false;

  constructor(sql: Sql) {
    this.#sql = sql;
    const row = sql.exec<{ log: string; seq: number }>("SELECT log, seq FROM cursor").toArray()[0];
    if (row === undefined) return;
    this.log = row.log;
    this.seq = row.seq;
    this.isKnown = true;
    this.#isWritten = true;
  }

  /** The first step after a write takes it back: two rows for a burst, however long. */
  move(log: string, seq: number): void {
    this.log = log;
    this.seq = seq;
    this.isKnown = true;
    if (!this.#isWritten) return;
    this.#isWritten = false;
    this.#sql.exec("DELETE FROM cursor");
  }

  forget(): void {
    if (this.#isWritten) this.#sql.exec("DELETE FROM cursor");
    this.#isWritten = false;
    this.isKnown = false;
  }

  write(): void {
    if (this.#isWritten || !this.isKnown) return;
    this.#isWritten = true;
    this.#sql.exec("INSERT INTO cursor (only, log, seq) VALUES (1, ?, ?)", this.log, this.seq);
  }
}
