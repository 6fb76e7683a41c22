// For tests of the actor: people, what they send, and a clock that is held.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, vi } from "vitest";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { CheckIn } from "#core/protocol/streaks.ts";
import { openStreak } from "./open-streak.ts";

/** Ahead of any real clock: the platform moves an alarm that is past to its own present. */
export const START = Date.parse("2036-11-16T08:00:00Z");
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const ROOM = "room_01jd000000000000000000000r" as AttendanceReceipt["room"];

let count = 0;
export const newUser = (): UserId => {
  count += 1;
  return `usr_01jd0000000000000000${String(count).padStart(6, "0")}` as UserId;
};
export const stubOf = (user: UserId) => env.STREAKS.getByName(user);
export const streakOf = (user: UserId) => openStreak(env.STREAKS, user);

let sent = 0;
export const checkIn = (said: Partial<CheckIn> = {}): CheckIn => {
  sent += 1;
  return { client: "client_a", n: sent, composedAt: Date.now(), timeZone: "Europe/Berlin", ...said };
};

export const receiptFor = (user: UserId, session: number, said: Partial<AttendanceReceipt> = {}): AttendanceReceipt => {
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

/** Every test begins at `START`. */
export const holdClock = (): void => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: START });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
};
export const later = (ms: number): void => {
  vi.setSystemTime(Date.now() + ms);
};

/** For helpers that expect a class with native RPC; they only use the stub as a handle. */
export const handleOf = (user: UserId) => stubOf(user) as unknown as DurableObjectStub<Rpc.DurableObjectBranded>;
