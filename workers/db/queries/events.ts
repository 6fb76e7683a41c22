// Counts business events once, and reads the sums. Everything of one delivery is one atomic batch.
import { and, between, desc, eq, lt, sql } from "drizzle-orm";
import type { Db } from "../open.ts";
import { dailyRollups, deadLetters, events, userDays } from "../schema/events.ts";

export type EventRow = Omit<typeof events.$inferSelect, "attempt">;

/**
 * Stores events not seen before and adds exactly those to the sums; those seen before change nothing. `attempt` names
 * this delivery and is never used again. One bound parameter carries them all.
 */
export const countEvents = async (db: Db, rows: readonly EventRow[], attempt: string): Promise<void> => {
  const given = JSON.stringify(rows);
  const fresh = sql`events WHERE attempt = ${attempt} AND id IN (SELECT value ->> 'id' FROM json_each(${given}))`;
  await db.batch([
    db
      .insert(events)
      .select(
        sql`SELECT value ->> 'id', value ->> 'name', value ->> 'userId', value ->> 'utcOn', value ->> 'userOn',
                   value ->> 'amount', ${attempt}, value ->> 'at' FROM json_each(${given}) WHERE true`,
      )
      .onConflictDoNothing(),
    db
      .insert(dailyRollups)
      .select(sql`SELECT utc_on, name, count(*), sum(amount) FROM ${fresh} GROUP BY utc_on, name`)
      .onConflictDoUpdate({
        target: [dailyRollups.utcOn, dailyRollups.name],
        set: {
          events: sql`daily_rollups.events + excluded.events`,
          amount: sql`daily_rollups.amount + excluded.amount`,
        },
      }),
    db
      .insert(userDays)
      .select(
        sql`SELECT user_id, user_on, sum(iif(name = 'focus_attended', amount, 0)), sum(name = 'focus_attended'), sum(name = 'checked_in')
            FROM ${fresh} AND name IN ('focus_attended', 'checked_in') GROUP BY user_id, user_on`,
      )
      .onConflictDoUpdate({
        target: [userDays.userId, userDays.userOn],
        set: {
          focusMs: sql`user_days.focus_ms + excluded.focus_ms`,
          sessions: sql`user_days.sessions + excluded.sessions`,
          checkIns: sql`user_days.check_ins + excluded.check_ins`,
        },
      }),
  ]);
};

export type UserDay = Pick<typeof userDays.$inferSelect, "userOn" | "focusMs" | "sessions" | "checkIns">;

/** Both days included; days without anything are not there. */
export const listUserDays = async (db: Db, user: string, from: string, to: string): Promise<UserDay[]> =>
  db
    .select({
      userOn: userDays.userOn,
      focusMs: userDays.focusMs,
      sessions: userDays.sessions,
      checkIns: userDays.checkIns,
    })
    .from(userDays)
    .where(and(eq(userDays.userId, user), between(userDays.userOn, from, to)));

export const listRollups = async (db: Db, from: string): Promise<(typeof dailyRollups.$inferSelect)[]> =>
  db
    .select()
    .from(dailyRollups)
    .where(sql`${dailyRollups.utcOn} >= ${from}`)
    .orderBy(desc(dailyRollups.utcOn));

/** All that ever was, by name. */
export const sumRollups = async (db: Db): Promise<{ name: string; events: number; amount: number }[]> =>
  db
    .select({
      name: dailyRollups.name,
      events: sql<number>`sum(${dailyRollups.events})`,
      amount: sql<number>`sum(${dailyRollups.amount})`,
    })
    .from(dailyRollups)
    .groupBy(dailyRollups.name);

export const deleteEventsBefore = async (db: Db, before: number): Promise<void> => {
  await db.delete(events).where(lt(events.at, before));
};

export const insertDeadLetter = async (db: Db, letter: typeof deadLetters.$inferSelect): Promise<void> => {
  await db.insert(deadLetters).values(letter).onConflictDoNothing();
};

export const listDeadLetters = async (db: Db, limit: number): Promise<(typeof deadLetters.$inferSelect)[]> =>
  db.select().from(deadLetters).orderBy(desc(deadLetters.at)).limit(limit);

export const countDeadLetters = async (db: Db): Promise<number> => {
  const [row] = await db.select({ count: sql<number>`count(*)` }).from(deadLetters);
  return row?.count ?? 0;
};
