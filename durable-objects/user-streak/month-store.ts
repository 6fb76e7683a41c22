// Old months of a streak in the object's SQLite. Reading never creates anything.
import { type ArchivedMonth, monthOf } from "#core/domain/streaks/archive.ts";
import type { ArchivedDay } from "#core/domain/streaks/explain.ts";
import { addDays, type LocalDate } from "#core/domain/time.ts";
import { isMigrated, migrate, type Sql } from "../shell/sqlite.ts";
import { MIGRATIONS } from "./migrations.ts";

type Row = { month: string; body: string };

export class MonthStore {
  readonly #sql: Sql;
  #ready = false;
  /** Months as read, to tell which of them a command has changed. */
  readonly #read = new Map<string, readonly ArchivedDay[]>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  #exists(): boolean {
    if (!this.#ready && isMigrated(this.#sql)) {
      migrate(this.#sql, MIGRATIONS);
      this.#ready = true;
    }
    return this.#ready;
  }

  /** All archived days of the months that touch these dates. */
  between(from: LocalDate, to: LocalDate, toChange = false): readonly ArchivedDay[] {
    if (!this.#exists()) return [];
    const rows = this.#sql
      .exec<Row>(
        "SELECT month, body FROM months WHERE month BETWEEN ? AND ? ORDER BY month",
        monthOf(from),
        monthOf(to),
      )
      .toArray();
    return rows.flatMap(({ month, body }) => {
      const days = JSON.parse(body) as readonly ArchivedDay[];
      if (toChange) this.#read.set(month, days);
      return days;
    });
  }

  /** Everything, to be thawed: what comes back unchanged is not written again. */
  all(): readonly ArchivedDay[] {
    return this.between("0000-01-01", "9999-12-31", true);
  }

  /** To be thawed: around dates that are not known to the hour: a date of margin for any zone, and one for any day start. */
  around(dates: readonly LocalDate[]): readonly ArchivedDay[] {
    const days = dates.flatMap((on) => this.between(addDays(on, -2), addDays(on, 2), true));
    return [...new Map(days.map((archived) => [archived.day.on, archived])).values()];
  }

  /** One row for each month that differs from what was read. */
  write(months: readonly ArchivedMonth[]): void {
    for (const { month, days } of months) {
      const read = this.#read.get(month);
      const same = read?.length === days.length && read.every(({ day }, index) => day === days[index]?.day);
      if (same) continue;
      if (!this.#exists()) {
        migrate(this.#sql, MIGRATIONS);
        this.#ready = true;
      }
      this.#sql.exec(
        "INSERT INTO months (month, body) VALUES (?, ?) ON CONFLICT (month) DO UPDATE SET body = excluded.body",
        month,
        JSON.stringify(days),
      );
    }
    this.#read.clear();
  }
}
