// The actor as the Worker and the rooms meet it: stored, evicted, woken, called twice. Ids are those of SPEC.md.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import { countRowsWritten } from "../shell/rows-written.fixture.ts";
import {
  handleOf,
  holdClock,
  HOUR_MS,
  DAY_MS,
  ROOM,
  newUser,
  stubOf,
  streakOf,
  checkIn,
  receiptFor,
  later,
} from "./streak.fixture.ts";
import type { UserStreak } from "./user-streak.ts";

holdClock();

describe("reading", () => {
  test("S1 an unknown person has an empty streak, and asking leaves nothing behind", async () => {
    const user = newUser();
    const streak = await streakOf(user).describe();
    expect(streak).toMatchObject({ current: 0, longest: 0, strength: 0, freezes: 0, timeZone: "UTC", startedOn: null });
    expect(streak.today).toMatchObject({ on: "2036-11-16", state: "open", today: true });
    const days = await streakOf(user).days({ from: "2036-11-01", to: "2036-11-20" });
    expect(days.ok && days.value.items.map((day) => day.state)).toEqual([
      ...Array.from({ length: 15 }, () => "none"),
      "open",
      ...Array.from({ length: 4 }, () => "future"),
    ]);
    await streakOf(user).explain("2036-11-16");
    await runInDurableObject(stubOf(user), async (_instance, { storage }) => {
      expect(storage.sql.exec("SELECT name FROM sqlite_master").toArray()).toEqual([]);
      expect(await storage.list()).toEqual(new Map());
      expect(await storage.getAlarm()).toBeNull();
    });
  });
});

describe("check-ins", () => {
  test("S2 one check-in keeps the day, writes one row, and is still there after an eviction", async () => {
    const user = newUser();
    await streakOf(user).update({ timeZone: "Europe/Berlin" });
    const rows = await countRowsWritten(handleOf(user), async () => {
      const answer = await streakOf(user).checkIn(checkIn());
      expect(answer).toMatchObject({ ok: true, value: { on: "2036-11-16", repeated: false, streak: { current: 1 } } });
    });
    expect(rows).toBe(1);
    await evictDurableObject(stubOf(user));
    expect(await streakOf(user).describe()).toMatchObject({ current: 1, timeZone: "Europe/Berlin" });
  });

  test("S3 the same check-in twice changes nothing; the same key with other content is refused", async () => {
    const user = newUser();
    const once = checkIn();
    await streakOf(user).checkIn(once);
    await evictDurableObject(stubOf(user));
    expect(await streakOf(user).checkIn(once)).toMatchObject({
      ok: true,
      value: { repeated: true, streak: { current: 1 } },
    });
    expect((await streakOf(user).explain("2036-11-16")).evidence).toHaveLength(1);
    const other = { ...once, composedAt: once.composedAt - 1 };
    expect(await streakOf(user).checkIn(other)).toEqual({ ok: false, error: { code: "idempotency_mismatch" } });
  });

  test("S4 an unknown zone is refused and nothing is kept", async () => {
    const user = newUser();
    const answer = await streakOf(user).checkIn(checkIn({ timeZone: "Mars/Base" }));
    expect(answer).toEqual({ ok: false, error: { code: "unknown_time_zone" } });
    expect(await streakOf(user).describe()).toMatchObject({ startedOn: null });
  });

  test("S5 done offline at 23:50 and received in the morning: never shown broken, then kept", async () => {
    const user = newUser();
    for (let day = 0; day < 3; day += 1) {
      await streakOf(user).checkIn(checkIn());
      later(DAY_MS);
    }
    // 19 November 23:50 in Berlin, without a network.
    vi.setSystemTime(Date.parse("2036-11-19T22:50:00Z"));
    const offline = checkIn();
    vi.setSystemTime(Date.parse("2036-11-20T08:00:00Z"));
    const before = await streakOf(user).describe();
    expect(before).toMatchObject({ current: 3, provisional: [{ on: "2036-11-19" }] });
    expect(await streakOf(user).checkIn(offline)).toMatchObject({
      ok: true,
      value: { on: "2036-11-19", streak: { current: 4 } },
    });
    expect(await streakOf(user).checkIn(offline)).toMatchObject({
      ok: true,
      value: { repeated: true, streak: { current: 4 } },
    });
    later(2 * DAY_MS);
    const late = checkIn({ composedAt: Date.parse("2036-11-20T12:00:00Z") });
    expect(await streakOf(user).checkIn(late)).toMatchObject({ ok: true });
    later(DAY_MS);
    const tooLate = checkIn({ composedAt: Date.parse("2036-11-20T13:00:00Z") });
    expect(await streakOf(user).checkIn(tooLate)).toEqual({ ok: false, error: { code: "check_in_too_late" } });
  });
});

describe("receipts", () => {
  test("S6 each receipt counts once, whoever is killed in between", async () => {
    const user = newUser();
    const receipt = receiptFor(user, 1);
    expect(await streakOf(user).recordReceipts([receipt])).toEqual({ accepted: [receipt.id], refused: [] });
    await evictDurableObject(stubOf(user));
    expect(await streakOf(user).recordReceipts([receipt, receipt])).toEqual({
      accepted: [receipt.id, receipt.id],
      refused: [],
    });
    const day = await streakOf(user).explain("2036-11-16");
    expect(day).toMatchObject({
      state: "kept",
      minutes: 25,
      level: 2,
      source: "verified",
      reason: "together_long_enough",
    });
    expect(day.evidence).toHaveLength(1);
  });

  test("S6 a delivery that dies before it is stored leaves nothing, and the next one credits", async () => {
    const user = newUser();
    await streakOf(user).update({ timeZone: "Europe/Berlin" });
    await runInDurableObject(stubOf(user), (instance: UserStreak) => {
      // The platform dies between the rule and the disk.
      instance.persist = () => Promise.reject(new Error("killed"));
    });
    await expect(streakOf(user).recordReceipts([receiptFor(user, 1)])).rejects.toThrow("killed");
    expect(await streakOf(user).describe()).toMatchObject({ current: 0 });
    expect(await streakOf(user).recordReceipts([receiptFor(user, 1)])).toMatchObject({ refused: [] });
    expect(await streakOf(user).explain("2036-11-16")).toMatchObject({ minutes: 25, state: "kept" });
  });

  test("S7 a stranger's, an edited and a malformed receipt are refused, each with its word", async () => {
    const user = newUser();
    const good = receiptFor(user, 1);
    await streakOf(user).recordReceipts([good]);
    const foreign = receiptFor(newUser(), 2);
    const edited = { ...good, activeMs: good.activeMs - 1 };
    const malformed = [
      { ...receiptFor(user, 3), activeMs: 2 * HOUR_MS },
      { ...receiptFor(user, 4), id: `${ROOM}:x:0:${user}` },
      { ...receiptFor(user, 5), to: Date.now() + DAY_MS },
      { id: "room_x", nothing: true },
      null,
    ] as AttendanceReceipt[];
    const answer = await streakOf(user).recordReceipts([foreign, edited, ...malformed]);
    expect(answer.accepted).toEqual([]);
    expect(answer.refused.map(({ code }) => code).toSorted()).toEqual([
      "receipt_altered",
      "receipt_foreign",
      ...Array.from({ length: 5 }, () => "receipt_malformed"),
    ]);
    expect(await streakOf(user).explain("2036-11-16")).toMatchObject({ minutes: 25 });
  });

  test("S8 ten minutes keep a day, nine do not, and several receipts add up", async () => {
    const user = newUser();
    const nine = receiptFor(user, 1, { activeMs: 9 * 60_000 });
    await streakOf(user).recordReceipts([nine]);
    expect(await streakOf(user).describe()).toMatchObject({
      current: 0,
      today: { minutes: 9, level: 0, state: "open" },
    });
    await streakOf(user).recordReceipts([receiptFor(user, 2, { activeMs: 60_000 })]);
    expect(await streakOf(user).describe()).toMatchObject({
      current: 1,
      today: { minutes: 10, level: 1, state: "kept" },
    });
  });

  test("S9 a receipt known for months is still known, and an old one still counts", async () => {
    const user = newUser();
    const first = receiptFor(user, 1);
    await streakOf(user).recordReceipts([first]);
    for (let day = 0; day < 130; day += 1) {
      later(DAY_MS);
      if (day % 10 !== 5) await streakOf(user).checkIn(checkIn());
    }
    const archived = await runInDurableObject(stubOf(user), (instance: UserStreak, { storage }) => ({
      months: storage.sql.exec("SELECT month FROM months").toArray().length,
      days: instance.document?.days.length ?? 0,
    }));
    expect(archived.months).toBeGreaterThanOrEqual(1);
    expect(archived.days).toBeLessThan(95);
    expect(await streakOf(user).recordReceipts([first])).toEqual({ accepted: [first.id], refused: [] });
    expect(await streakOf(user).recordReceipts([{ ...first, copresent: 9 }])).toMatchObject({
      refused: [{ code: "receipt_altered" }],
    });
    expect(await streakOf(user).explain("2036-11-16")).toMatchObject({ minutes: 25, final: true, state: "kept" });
    // A room was down for long: the day it measured had been missed.
    expect(await streakOf(user).explain("2036-11-22")).toMatchObject({ state: "missed", reason: "nothing_done" });
    const before = await streakOf(user).describe();
    const from = Date.parse("2036-11-22T12:00:00Z");
    const old = receiptFor(user, 7, { from, to: from + 25 * 60_000 });
    expect(await streakOf(user).recordReceipts([old])).toMatchObject({ accepted: [old.id] });
    expect(await streakOf(user).explain("2036-11-22")).toMatchObject({ state: "kept", minutes: 25 });
    expect((await streakOf(user).describe()).longest).toBeGreaterThanOrEqual(before.longest);
    expect(await streakOf(user).explain("2036-11-16")).toMatchObject({ minutes: 25 });
  });
});
