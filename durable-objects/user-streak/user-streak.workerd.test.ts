// The actor as the Worker and the rooms meet it: stored, evicted, woken, called twice. Ids are those of SPEC.md.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { BusinessEvent } from "#core/protocol/jobs.ts";
import type { CheckIn } from "#core/protocol/streaks.ts";
import { openStreak } from "./open-streak.ts";
import type { UserStreak } from "./user-streak.ts";

/** Ahead of any real clock: the platform moves an alarm that is past to its own present. */
const START = Date.parse("2036-11-16T08:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ROOM = "room_01jd000000000000000000000r" as AttendanceReceipt["room"];

let count = 0;
const newUser = (): UserId => {
  count += 1;
  return `usr_01jd0000000000000000${String(count).padStart(6, "0")}` as UserId;
};
const stubOf = (user: UserId) => env.STREAKS.getByName(user);
const streakOf = (user: UserId) => openStreak(env.STREAKS, user);

let sent = 0;
const checkIn = (said: Partial<CheckIn> = {}): CheckIn => {
  sent += 1;
  return { client: "client_a", n: sent, composedAt: Date.now(), timeZone: "Europe/Berlin", ...said };
};

const receiptFor = (user: UserId, session: number, said: Partial<AttendanceReceipt> = {}): AttendanceReceipt => {
  const from = Date.now() - HOUR_MS;
  const phase = 0;
  return {
    id: `${ROOM}:${session}:${phase}:${user}`,
    room: ROOM,
    user,
    phase,
    from,
    to: from + 25 * 60_000,
    activeMs: 25 * 60_000,
    copresent: 1,
    ...said,
  };
};

/** Everything the object writes, as the platform bills it. */
const countingRows = async (user: UserId, act: () => Promise<unknown>): Promise<number> => {
  let rows = 0;
  const restore = await runInDurableObject(stubOf(user), (_instance, { storage }) => {
    const { put, setAlarm } = storage;
    const { exec } = storage.sql;
    const cursors: { readonly rowsWritten: number }[] = [];
    storage.put = (async (...args: Parameters<typeof put>) => {
      rows += 1;
      await put.apply(storage, args);
    }) as typeof put;
    storage.setAlarm = async (...args) => {
      rows += 1;
      await setAlarm.apply(storage, args);
    };
    storage.sql.exec = ((...args: Parameters<typeof exec>) => {
      const cursor = exec.apply(storage.sql, args);
      cursors.push(cursor);
      return cursor;
    }) as typeof exec;
    return () => {
      rows += cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0);
      Object.assign(storage, { put, setAlarm });
      storage.sql.exec = exec;
    };
  });
  await act();
  await runInDurableObject(stubOf(user), () => restore());
  return rows;
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});
const later = (ms: number): void => {
  vi.setSystemTime(Date.now() + ms);
};

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
    const rows = await countingRows(user, async () => {
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
    await expect(streakOf(user).recordReceipts([receiptFor(user, 1)])).rejects.toThrow("recordReceipts failed");
    await evictDurableObject(stubOf(user));
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

describe("the seal", () => {
  const forge = (path: string, init: RequestInit = {}) =>
    stubOf(newUser()).fetch(`https://lockstep.example${path}`, init);

  test("S12 a request that somebody forwarded reaches neither fields nor methods", async () => {
    const user = newUser();
    await streakOf(user).checkIn(checkIn());
    const content = { headers: { "do-content": '[{"current":999}]', "do-name": "me" } };
    for (const origin of ["https://lockstep.example", "https://itty-durable", "https://sealed.internal"]) {
      for (const path of [
        "/do/set/document",
        "/do/call/describe",
        "/do/call/destroy",
        "/do/get-prop/document",
        "/do/call/persist",
      ]) {
        expect((await stubOf(user).fetch(`${origin}${path}`, content)).status).toBe(404);
        expect((await stubOf(user).fetch(`${origin}${path}`, { method: "POST", body: "[]" })).status).toBe(404);
      }
    }
    expect((await forge("/describe", { method: "POST", body: "[]" })).status).toBe(404);
    expect(await streakOf(user).describe()).toMatchObject({ current: 1 });
  });

  test("S12 only what is on the list is answered", async () => {
    const user = newUser();
    await streakOf(user).checkIn(checkIn());
    for (const method of [
      "destroy",
      "reset",
      "alarm",
      "onAlarm",
      "persist",
      "getPersistable",
      "setAlarm",
      "toJSON",
      "constructor",
      "__proto__",
      "fetch",
      "document",
      "",
    ]) {
      const response = await stubOf(user).fetch(`https://sealed.internal/${method}`, { method: "POST", body: "[]" });
      expect([method, response.status]).toEqual([method, 404]);
    }
    expect(await streakOf(user).describe()).toMatchObject({ current: 1 });
  });
});

describe("reminders", () => {
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

describe("business events", () => {
  const withProjector = (user: UserId, recordEvents: (events: readonly BusinessEvent[]) => Promise<void>) =>
    runInDurableObject(stubOf(user), (instance: UserStreak) => {
      Object.defineProperty(instance.state, "exports", { configurable: true, value: { Projector: { recordEvents } } });
    });

  test("S14 the first check-in of a day is told, again when its sender had no answer, later ones are not", async () => {
    const user = newUser();
    const told: BusinessEvent[] = [];
    await streakOf(user).update({ timeZone: "Europe/Berlin" });
    await withProjector(user, async (events) => {
      told.push(...events);
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
    await withProjector(user, () => Promise.reject(new Error("queue is down")));
    expect(await streakOf(user).checkIn(checkIn())).toMatchObject({ ok: true });
    await evictDurableObject(stubOf(user));
    const told: BusinessEvent[] = [];
    await streakOf(user).describe();
    await withProjector(user, async (events) => {
      told.push(...events);
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
