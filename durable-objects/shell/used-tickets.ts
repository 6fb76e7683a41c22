// A socket ticket opens one socket. Used ones are known from memory and from open sockets; a row is written only where
// a socket closes before its ticket expires.
import type { Migration, Sql } from "./sqlite.ts";
import type { Session, Sockets } from "./sockets.ts";

export const TICKET_MIGRATIONS: readonly Migration[] = [
  {
    id: "used_tickets",
    sql: "CREATE TABLE used_tickets (jti TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;",
  },
];

export class UsedTickets {
  readonly #sql: Sql;
  readonly #sockets: Sockets;

  constructor(sql: Sql, sockets: Sockets) {
    this.#sql = sql;
    this.#sockets = sockets;
  }

  /** Whether this ticket opened a socket before. */
  has(jti: string): boolean {
    if (this.#sockets.holdsTicket(jti)) return true;
    return this.#sql.exec("SELECT 1 FROM used_tickets WHERE jti = ?", jti).toArray().length > 0;
  }

  closed({ attachment: { grant } }: Session, now: number): void {
    if (grant.ticketExpiresAt <= now) return;
    this.#sql.exec("DELETE FROM used_tickets WHERE expires_at <= ?", now);
    this.#sql.exec(
      "INSERT INTO used_tickets (jti, expires_at) VALUES (?, ?) ON CONFLICT (jti) DO NOTHING",
      grant.jti,
      grant.ticketExpiresAt,
    );
  }
}
