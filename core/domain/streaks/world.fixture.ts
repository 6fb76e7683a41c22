// For tests: a person who lives somewhere, acts, flies and syncs late, and an account of it that shares no code with the rules.
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { CheckIn, StreakPatch } from "#core/protocol/streaks.ts";
import { advance } from "./advance.ts";
import { decideCheckIn, decideUpdate } from "./decide.ts";
import type { StreakEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { decideReceipt } from "./receipts.ts";
import { emptyStreak, type StreakState } from "./state.ts";

export const USER = "usr_01jd0000000000000000000001";
export const ROOM = "room_01jd000000000000000000000r";
export const CLIENT = "client_one";

export const at = (utc: string): number => Date.parse(utc);

/** Applies commands in order of time, as the actor does. */
export class StreakOf {
  state: StreakState = emptyStreak(USER);
  #n = 0;
  #session = 0;

  #apply(events: readonly StreakEvent[]): void {
    for (const event of events) this.state = evolve(this.state, event);
  }

  at(now: number): StreakState {
    this.state = advance(this.state, now);
    return this.state;
  }

  set(now: number, patch: StreakPatch): void {
    const decided = decideUpdate(this.at(now), patch, now);
    if (!decided.ok) throw new Error(decided.error.code);
    this.#apply(decided.value);
  }

  checkIn(now: number, said: { composedAt?: number; timeZone?: string; n?: number } = {}): string {
    const n = said.n ?? (this.#n += 1);
    const timeZone = said.timeZone ?? this.state.zones.at(-1)?.timeZone ?? "UTC";
    const command: CheckIn = { client: CLIENT, n, composedAt: said.composedAt ?? now, timeZone };
    const decided = decideCheckIn(this.at(now), command, now);
    if (!decided.ok) return decided.error.code;
    this.#apply(decided.value.events);
    return decided.value.on;
  }

  attend(now: number, from: number, minutes: number): AttendanceReceipt {
    this.#session += 1;
    const receipt = receiptOf(this.#session, from, minutes);
    this.receive(now, receipt);
    return receipt;
  }

  receive(now: number, receipt: AttendanceReceipt): string {
    const decided = decideReceipt(this.at(now), receipt, null, now);
    if (!decided.ok) return decided.error;
    if (decided.value === null) return "known";
    this.#apply([decided.value]);
    return decided.value.name === "attended" ? decided.value.on : "";
  }
}

export const receiptOf = (session: number, from: number, minutes: number, user = USER): AttendanceReceipt => ({
  id: `${ROOM}:${session}:0:${user}`,
  room: ROOM as AttendanceReceipt["room"],
  user: user as AttendanceReceipt["user"],
  phase: 0,
  from,
  to: from + minutes * 60_000,
  activeMs: minutes * 60_000,
  copresent: 1,
});

// --- the independent account: quarter hours counted one by one, as Chatham needs

export const TICK_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

const tables = new Map<string, { from: number; offsets: Int32Array }>();

/** What the machine's own calendar shows, asked once for every quarter hour of 2026 and its edges. */
const tableOf = (timeZone: string) => {
  const known = tables.get(timeZone);
  if (known !== undefined) return known;
  const from = Date.UTC(2025, 11, 1);
  const ticks = (Date.UTC(2027, 1, 1) - from) / TICK_MS;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const offsets = new Int32Array(ticks);
  for (let tick = 0; tick < ticks; tick += 1) {
    const moment = from + tick * TICK_MS;
    const [, month, day, year, hour, minute] = /(\d+)\/(\d+)\/(\d+), (\d+):(\d+)/.exec(format.format(moment)) ?? [];
    offsets[tick] = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) - moment;
  }
  const table = { from, offsets };
  tables.set(timeZone, table);
  return table;
};

/** The day number of an instant: whole days of the wall clock since 1970, the clock set back by the day start. */
export const dayNumber = (moment: number, timeZone: string, dayStartMs: number): number => {
  const { from, offsets } = tableOf(timeZone);
  const offset = offsets[Math.floor((moment - from) / TICK_MS)] ?? 0;
  return Math.floor((moment + offset - dayStartMs) / DAY_MS);
};

export const dateOfNumber = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
