// Many named alarms over the single platform alarm. Due times that follow from the state need no row at all.
import type { Host } from "./host.ts";
import type { Migration, Sql } from "./sqlite.ts";

export const ALARM_MIGRATIONS: readonly Migration[] = [
  {
    id: "alarms",
    sql: "CREATE TABLE alarms (kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, attempts INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;",
  },
];

export type NamedAlarm = {
  readonly kind: string;
  readonly key: string;
  readonly at: number;
  readonly attempts: number;
};

const RETRY_FIRST_MS = 1_000;
const RETRY_LAST_MS = 5 * 60_000;

/** Doubles from one second to five minutes: whatever is down for longer is found up again soon enough. */
export const retryDelayMs = (attempts: number): number => Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** attempts);

export class Alarms {
  readonly #sql: Sql;
  readonly #setPlatformAlarm: (at: number) => void;
  /** What the platform alarm is known to be set to; null after a wake, where it is at or before anything stored. */
  #armedAt: number | null = null;

  constructor(sql: Sql, setPlatformAlarm: (at: number) => void) {
    this.#sql = sql;
    this.#setPlatformAlarm = setPlatformAlarm;
  }

  /** Survives everything; at least once. Setting the same name again moves it. */
  set(kind: string, key: string, at: number): void {
    this.#put({ kind, key, at, attempts: 0 });
  }

  retry(alarm: NamedAlarm, now: number): void {
    this.#put({ ...alarm, at: now + retryDelayMs(alarm.attempts), attempts: alarm.attempts + 1 });
  }

  clear({ kind, key }: Pick<NamedAlarm, "kind" | "key">): void {
    this.#sql.exec("DELETE FROM alarms WHERE kind = ? AND key = ?", kind, key);
  }

  has(kind: string, key: string): boolean {
    return this.#sql.exec("SELECT 1 FROM alarms WHERE kind = ? AND key = ?", kind, key).toArray().length > 0;
  }

  due(now: number): NamedAlarm[] {
    return this.#sql
      .exec<NamedAlarm>("SELECT kind, key, at, attempts FROM alarms WHERE at <= ? ORDER BY at LIMIT 50", now)
      .toArray();
  }

  /**
   * Carries out what is due. What fails is tried again later; nothing is forgotten, everything may happen twice.
   * `isWantedAgain`: the same name was set anew while it was carried out, and stays.
   */
  async runDue(
    host: Pick<Host, "now" | "report">,
    run: (alarm: NamedAlarm) => Promise<void>,
    isWantedAgain: (alarm: NamedAlarm) => boolean,
  ): Promise<void> {
    for (const alarm of this.due(host.now())) {
      try {
        await run(alarm);
        if (!isWantedAgain(alarm)) this.clear(alarm);
      } catch (error) {
        host.report(error);
        this.retry(alarm, host.now());
      }
    }
  }

  /** Makes sure that the object wakes no later than `at`; a row is written only when that moves the alarm earlier. */
  arm(at: number | null): void {
    if (at === null || (this.#armedAt !== null && this.#armedAt <= at)) return;
    // After a wake the platform may hold an earlier time for a stored alarm: setting a later one would lose it.
    const stored = this.#armedAt === null ? this.#earliestStored() : null;
    this.#armedAt = stored === null ? at : Math.min(stored, at);
    this.#setPlatformAlarm(this.#armedAt);
  }

  /** The platform alarm has gone off: nothing is armed any more. Arms the earliest stored one, and `derivedAt`. */
  rearm(derivedAt: number | null): void {
    this.#armedAt = null;
    this.arm(derivedAt ?? this.#earliestStored());
  }

  #earliestStored(): number | null {
    return this.#sql.exec<{ at: number | null }>("SELECT min(at) AS at FROM alarms").one().at;
  }

  #put({ kind, key, at, attempts }: NamedAlarm): void {
    this.#sql.exec(
      "INSERT INTO alarms (kind, key, at, attempts) VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET at = excluded.at, attempts = excluded.attempts",
      kind,
      key,
      at,
      attempts,
    );
    this.arm(at);
  }
}
