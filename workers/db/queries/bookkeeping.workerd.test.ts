// Idempotency keys, notifications, events and their sums.
import { expect } from "vitest";
import { DAY_MS, NOW, newUserId, onBothDatabases } from "./both-databases.ts";
import * as idempotency from "./idempotency.ts";
import * as notifications from "./notifications.ts";
import * as events from "./events.ts";

const place = () => ({ userId: newUserId(), route: "POST /x", key: "key-12345" });

onBothDatabases("idempotency keys", (rule) => {
  const limits = { expiredBefore: NOW - DAY_MS, abandonedBefore: NOW - 60_000 };

  rule("of several claims one wins, the others see it is taken, and later its answer", async (d) => {
    const at = place();
    const claims = await Promise.all([1, 2, 3].map(() => idempotency.claimKey(d, at, "body", NOW, limits)));
    expect(claims.filter((claim) => claim === null)).toHaveLength(1);
    expect(claims.find((claim) => claim !== null)).toEqual({ bodyHash: "body", status: null, body: null });
    await idempotency.keepAnswer(d, at, 201, "{}");
    await idempotency.releaseKey(d, at);
    expect(await idempotency.claimKey(d, at, "other", NOW, limits)).toEqual({
      bodyHash: "body",
      status: 201,
      body: "{}",
    });
  });

  rule("a released, an abandoned and an expired key are free again", async (d) => {
    const at = place();
    await idempotency.claimKey(d, at, "body", NOW - 61_000, limits);
    expect(await idempotency.claimKey(d, at, "body", NOW, limits)).toBeNull();
    await idempotency.releaseKey(d, at);
    expect(await idempotency.claimKey(d, at, "body", NOW, limits)).toBeNull();
    await idempotency.keepAnswer(d, at, 200, "{}");
    const later = { expiredBefore: NOW + 1, abandonedBefore: NOW + 1 };
    expect(await idempotency.claimKey(d, at, "body", NOW + DAY_MS, later)).toBeNull();
  });
});

onBothDatabases("notifications", (rule) => {
  rule("told twice is told once; only its person reads it", async (d) => {
    const [ada, bob] = [newUserId(), newUserId()];
    const row = {
      id: `n:${ada}`,
      userId: ada,
      kind: "streak_reminder" as const,
      data: { on: "2026-11-20", current: 3 },
      at: NOW,
    };
    await notifications.insertNotification(d, row);
    await notifications.insertNotification(d, { ...row, at: NOW + 1 });
    expect(await notifications.readNotification(d, bob, row.id, NOW)).toBe(false);
    expect(await notifications.readNotification(d, ada, row.id, NOW + 2)).toBe(true);
    expect(await notifications.readNotification(d, ada, row.id, NOW + 9)).toBe(true);
    expect(await notifications.listNotifications(d, ada, NOW + 5, 10)).toEqual([{ ...row, readAt: NOW + 2 }]);
    expect(await notifications.listNotifications(d, ada, NOW, 10)).toEqual([]);
  });
});

onBothDatabases("events", (rule) => {
  rule("an event is counted once, whichever delivery brings it, beside others or alone", async (d) => {
    const user = newUserId();
    const on = `2031-01-${String(1 + Math.floor(Math.random() * 28)).padStart(2, "0")}-${user}`;
    const focus = (id: string, amount: number): events.EventRow => ({
      id: `${id}:${user}`,
      name: "focus_attended",
      userId: user,
      utcOn: on,
      userOn: "2031-01-01",
      amount,
      at: NOW,
    });
    const checkIn: events.EventRow = { ...focus("c", 1), name: "checked_in" };
    await events.countEvents(d, [focus("a", 60_000), checkIn], "one");
    await events.countEvents(d, [focus("a", 60_000), focus("b", 30_000)], "two");
    await events.countEvents(d, [focus("b", 30_000), checkIn], "three");
    const rollups = (await events.listRollups(d, "2031")).filter((row) => row.utcOn === on);
    expect(rollups.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { utcOn: on, name: "checked_in", events: 1, amount: 1 },
      { utcOn: on, name: "focus_attended", events: 2, amount: 90_000 },
    ]);
    expect(await events.listUserDays(d, user, "2031-01-01", "2031-01-07")).toEqual([
      { userOn: "2031-01-01", focusMs: 90_000, sessions: 2, checkIns: 1 },
    ]);
  });

  rule("dead letters are filed once and counted", async (d) => {
    const before = await events.countDeadLetters(d);
    const letter = { id: crypto.randomUUID(), queue: "q", body: "{}", attempts: 3, at: NOW };
    await events.insertDeadLetter(d, letter);
    await events.insertDeadLetter(d, letter);
    expect(await events.countDeadLetters(d)).toBe(before + 1);
    expect(await events.listDeadLetters(d, 100)).toContainEqual(letter);
  });
});
