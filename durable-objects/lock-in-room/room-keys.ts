// The codes that let people into one room. The database only knows which room a code belongs to; the room decides.
import type { Sql } from "../shell/sqlite.ts";

export class RoomKeys {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** `expiresAt` null: never; `uses` null: any number. */
  add(code: string, expiresAt: number | null, uses: number | null): void {
    this.#sql.exec("INSERT INTO room_keys (code, expires_at, uses_left) VALUES (?, ?, ?)", code, expiresAt, uses);
  }

  /** Whether the code opens the room now; nothing is used up. */
  opens(code: string, now: number): boolean {
    return (
      this.#sql
        .exec(
          "SELECT 1 FROM room_keys WHERE code = ? AND (expires_at IS NULL OR expires_at > ?) AND (uses_left IS NULL OR uses_left > 0)",
          code,
          now,
        )
        .toArray().length > 0
    );
  }

  use(code: string): void {
    this.#sql.exec("UPDATE room_keys SET uses_left = uses_left - 1 WHERE code = ? AND uses_left IS NOT NULL", code);
  }

  /** Every code with when it expires; null: never. */
  all(): { readonly code: string; readonly expiresAt: number | null }[] {
    return this.#sql
      .exec<{ code: string; expiresAt: number | null }>("SELECT code, expires_at AS expiresAt FROM room_keys")
      .toArray();
  }

  /** The room's own link, which never expires; null in private rooms. */
  permanent(): string | null {
    const row = this.#sql.exec<{ code: string }>(
      "SELECT code FROM room_keys WHERE expires_at IS NULL AND uses_left IS NULL",
    );
    return row.toArray()[0]?.code ?? null;
  }
}
