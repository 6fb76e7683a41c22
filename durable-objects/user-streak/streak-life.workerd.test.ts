// A streak over its life: claims, history, reminders, events, old documents. Ids are those of SPEC.md.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import type { UserId } from "#core/protocol/ids.ts";
import type { BusinessEvent } from "#core/protocol/jobs.ts";
import v1 from "./fixtures/v1.json" with { type: "json" };
import {
  holdClock,
  START,
  DAY_MS,
  HOUR_MS,
  newUser,
  stubOf,
  streakOf,
  checkIn,
  receiptFor,
  later,
} from "./streak.fixture.ts";
import type { UserStreak } from "./user-streak.ts";

holdClock();

describe("claims", () => {
  test("S10 a guest's receipts move to the account once, and to nobody else", async () => {
    const [guest, user, thief] = [newUser(), newUser(), newUser()];
    await streakOf(guest).recordReceipts([receiptFor(guest, 1), receiptFor(guest, 2)]);
    later(DAY_MS);
    await streakOf(user).checkIn(checkIn());
    expect(await streakOf(user).claim(guest)).toEqual({ ok: true, value: { credited: 2 } });
    await evictDurableObject(stubOf(user));
    await evictDurableObject(stubOf(guest));
    expect(await streakOf(user).claim(guest)).toEqual({ ok: true, value: { credited: 0 } });
    expect(await streakOf(thief).claim(guest)).toEqual({ ok: false, error: { code: "already_claimed" } });
    expect(await streakOf(user).describe()).toMatchObject({ current: 2, startedOn: "2036-11-16" });
    const day = await streakOf(user).explain("2036-11-16");
    expect(day).toMatchObject({ minutes: 50, source: "verified" });
    expect(day.evidence.map((evidence) => evidence.kind === "receipt" && evidence.claimedFrom)).toEqual([guest, guest]);
    // Claimed once more by another way, they are still the same receipts.
    expect(await streakOf(user).recordReceipts([receiptFor(guest, 1)])).toMatchObject({
      refused: [{ code: "receipt_foreign" }],
    });
  });

  test("S10 a claim that dies after the hand-over is completed by the next one", async () => {
    const [guest, user] = [newUser(), newUser()];
    await streakOf(guest).recordReceipts([receiptFor(guest, 1)]);
    expect(await streakOf(guest).handOver(user)).toMatchObject({ ok: true });
    expect(await streakOf(user).describe()).toMatchObject({ current: 0 });
    expect(await streakOf(user).claim(guest)).toEqual({ ok: true, value: { credited: 1 } });
    expect(await streakOf(user).describe()).toMatchObject({ current: 1 });
  });

  test("S10 what a guest earned long ago is history of the account, without reopening it", async () => {
    const [guest, user] = [newUser(), newUser()];
    await streakOf(guest).recordReceipts([receiptFor(guest, 1)]);
    later(20 * DAY_MS);
    await streakOf(user).checkIn(checkIn());
    expect(await streakOf(user).claim(guest)).toEqual({ ok: true, value: { credited: 1 } });
    expect(await streakOf(user).describe()).toMatchObject({ current: 1, longest: 1, startedOn: "2036-11-16" });
    expect(await streakOf(user).explain("2036-11-16")).toMatchObject({
      state: "kept",
      source: "verified",
      final: true,
    });
    expect(await streakOf(user).explain("2036-11-20")).toMatchObject({ state: "missed" });
  });
});

describe("history from elsewhere", () => {
  test("S11 imported days count, are marked, and importing them again changes nothing", async () => {
    const user = newUser();
    const keptOn = Array.from({ length: 400 }, (_, day) =>
      new Date(START - (day + 1) * DAY_MS).toISOString().slice(0, 10),
    );
    const days = { source: "Loop", keptOn, restedOn: [] };
    await streakOf(user).update({ timeZone: "Europe/Berlin" });
    expect(await streakOf(user).importHistory(days)).toMatchObject({
      ok: true,
      value: { imported: 400, skipped: 0, streak: { current: 400, freezes: 2 } },
    });
    await evictDurableObject(stubOf(user));
    expect(await streakOf(user).importHistory(days)).toMatchObject({ ok: true, value: { imported: 0, skipped: 400 } });
    expect(await streakOf(user).explain("2035-12-24")).toMatchObject({
      state: "kept",
      source: "imported",
      reason: "imported",
      level: 1,
    });
    await streakOf(user).checkIn(checkIn());
    expect(await streakOf(user).describe()).toMatchObject({ current: 401, longest: 401 });
  });

  test("S11 days the streak has judged by itself stay as they are", async () => {
    const user = newUser();
    await streakOf(user).checkIn(checkIn());
    later(10 * DAY_MS);
    const days = { source: "elsewhere", keptOn: ["2036-11-18", "2036-11-10"], restedOn: ["2036-11-11"] };
    expect(await streakOf(user).importHistory(days)).toMatchObject({ ok: true, value: { imported: 2, skipped: 1 } });
    expect(await streakOf(user).explain("2036-11-18")).toMatchObject({ state: "missed" });
    expect(await streakOf(user).explain("2036-11-11")).toMatchObject({ state: "rest", reason: "rest_day" });
  });
});

const notifications = async (user: UserId) =>
  (await env.DB.prepare("SELECT id FROM notifications WHERE user_id = ?").bind(user).all<{ id: string }>()).results;
const knownUser = async (): Promise<UserId> => {
  const user = newUser();
  await env.DB.prepare("INSERT INTO users (id, name, role, created_at, updated_at) VALUES (?, 'x', 'user', 0, 0)")
    .bind(user)
    .run()
    .catch(() => undefined);
  return user;
};
const alarmAt = (user: UserId) => runInDurableObject(stubOf(user), (_instance, { storage }) => storage.getAlarm());

describe("reminders", () => {
  test("S13 an open day is reminded of at its time, once, and the next one is armed", async () => {
    const user = await knownUser();
    await streakOf(user).update({ timeZone: "Europe/Berlin", reminderAt: "20:00" });
    expect(await alarmAt(user)).toBe(Date.parse("2036-11-16T19:00:00Z"));
    vi.setSystemTime(Date.parse("2036-11-16T19:00:00Z"));
    await evictDurableObject(stubOf(user));
    await runDurableObjectAlarm(stubOf(user));
    expect(await notifications(user)).toEqual([{ id: `streak_reminder:${user}:2036-11-16` }]);
    expect(await alarmAt(user)).toBe(Date.parse("2036-11-17T19:00:00Z"));
  });

  test("S13 a day kept two seconds before is not rung for, nor is one long after its time", async () => {
    const user = await knownUser();
    await streakOf(user).update({ timeZone: "Europe/Berlin", reminderAt: "20:00" });
    vi.setSystemTime(Date.parse("2036-11-16T18:59:58Z"));
    await streakOf(user).checkIn(checkIn());
    vi.setSystemTime(Date.parse("2036-11-16T19:00:00Z"));
    await runDurableObjectAlarm(stubOf(user));
    vi.setSystemTime(Date.parse("2036-11-17T21:30:00Z"));
    await runDurableObjectAlarm(stubOf(user));
    expect(await notifications(user)).toEqual([]);
    expect(await alarmAt(user)).toBe(Date.parse("2036-11-18T19:00:00Z"));
    await streakOf(user).update({ reminderAt: null });
    expect(await alarmAt(user)).toBeNull();
  });

  test("S13 the reminder follows its person to another zone", async () => {
    const user = await knownUser();
    await streakOf(user).update({ timeZone: "Europe/Berlin", reminderAt: "20:00" });
    await streakOf(user).update({ timeZone: "America/Los_Angeles" });
    expect(await alarmAt(user)).toBe(Date.parse("2036-11-17T04:00:00Z"));
  });
});

type Projected = { recordEvents?: (events: readonly BusinessEvent[]) => Promise<void>; remind?: () => Promise<void> };
/** Stands in for the rest of the product, until the next eviction. */
const withProjector = (user: UserId, Projector: Projected) =>
  runInDurableObject(stubOf(user), (instance: UserStreak) => {
    Object.defineProperty(instance.state, "exports", { configurable: true, value: { Projector } });
  });
const down = () => Promise.reject(new Error("the rest of the product is down"));

describe("business events", () => {
  test("S13 a reminder that could not be told is tried again every minute, for an hour", async () => {
    const user = newUser();
    await streakOf(user).update({ timeZone: "Europe/Berlin", reminderAt: "20:00" });
    vi.setSystemTime(Date.parse("2036-11-16T19:00:00Z"));
    let tries = 0;
    await withProjector(user, {
      remind: () => {
        tries += 1;
        return down();
      },
    });
    await runDurableObjectAlarm(stubOf(user));
    expect(await alarmAt(user)).toBe(Date.parse("2036-11-16T19:01:00Z"));
    later(60_000);
    await runDurableObjectAlarm(stubOf(user));
    expect(tries).toBe(2);
    later(HOUR_MS);
    await runDurableObjectAlarm(stubOf(user));
    expect(tries).toBe(2);
    expect(await alarmAt(user)).toBe(Date.parse("2036-11-17T19:00:00Z"));
  });

  test("S14 the first check-in of a day is told, again when its sender had no answer, later ones are not", async () => {
    const user = newUser();
    const told: BusinessEvent[] = [];
    await streakOf(user).update({ timeZone: "Europe/Berlin" });
    await withProjector(user, {
      recordEvents: async (events) => {
        told.push(...events);
      },
    });
    const first = checkIn();
    await streakOf(user).checkIn(first);
    await streakOf(user).checkIn(first);
    await streakOf(user).checkIn(checkIn());
    const event = { id: `checked_in:${user}:2036-11-16`, name: "checked_in", at: START, user, on: "2036-11-16" };
    expect(told).toEqual([event, event]);
  });

  test("S14 an event that could not be told does not fail the check-in and is told by alarm after an eviction", async () => {
    const user = newUser();
    await streakOf(user).update({ timeZone: "Europe/Berlin" });
    await withProjector(user, { recordEvents: down });
    expect(await streakOf(user).checkIn(checkIn())).toMatchObject({ ok: true });
    await evictDurableObject(stubOf(user));
    const told: BusinessEvent[] = [];
    await streakOf(user).describe();
    await withProjector(user, {
      recordEvents: async (events) => {
        told.push(...events);
      },
    });
    later(60_000);
    expect(await runDurableObjectAlarm(stubOf(user))).toBe(true);
    expect(told.map(({ id }) => id)).toEqual([`checked_in:${user}:2036-11-16`]);
    await runInDurableObject(stubOf(user), async (instance: UserStreak, { storage }) => {
      expect(instance.agenda.unsent).toEqual([]);
      expect(await storage.getAlarm()).toBeNull();
    });
  });
});

describe("old documents", () => {
  test("S22 what the first version stored wakes as it was and goes on", async () => {
    const user = newUser();
    vi.setSystemTime(v1.now);
    await runInDurableObject(stubOf(user), async (_instance, { storage }) => {
      for (const { id, sql } of v1.migrations) {
        storage.sql.exec(
          "CREATE TABLE IF NOT EXISTS _migrations (position INTEGER PRIMARY KEY, id TEXT NOT NULL, sql TEXT NOT NULL)",
        );
        storage.sql.exec(sql);
        storage.sql.exec("INSERT INTO _migrations (id, sql, position) VALUES (?, ?, 0)", id, sql);
      }
      for (const { month, body } of v1.months)
        storage.sql.exec("INSERT INTO months (month, body) VALUES (?, ?)", month, body);
      await storage.put("data", { document: { ...v1.document, user }, agenda: v1.agenda });
    });
    await evictDurableObject(stubOf(user));
    expect(await streakOf(user).describe()).toMatchObject(v1.shown);
    expect(await streakOf(user).explain(v1.archived.on)).toMatchObject(v1.archived);
    const answer = await streakOf(user).checkIn(checkIn());
    expect(answer).toMatchObject({ ok: true, value: { streak: { current: v1.shown.current + 1 } } });
  });
});
