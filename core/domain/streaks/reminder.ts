// When to remind somebody of a day that is not kept yet, and when not to.
import {
  addDays,
  dateOfWall,
  type EpochMs,
  HOUR_MS,
  lastInstantBefore,
  wallAt,
  wallOfDate,
  wallTimeMs,
} from "../time.ts";
import { currentZone, dateAt } from "./calendar.ts";
import type { StreakState } from "./state.ts";
import { viewDay } from "./view.ts";

/** Later than this a reminder only disturbs. */
export const REMINDER_LATE_MS = HOUR_MS;

/** The next instant after `now` at which the person's clock reaches the time they chose; null where they chose none. */
export const nextReminderAt = (state: StreakState, now: EpochMs): EpochMs | null => {
  if (state.reminderAt === null) return null;
  const timeZone = currentZone(state);
  const today = dateOfWall(wallAt(now, timeZone));
  for (let days = -1; ; days += 1) {
    const wall = wallOfDate(addDays(today, days)) + wallTimeMs(state.reminderAt);
    // Where clocks skip the time, the first moment after the gap; where they show it twice, the second.
    const at = lastInstantBefore(wall, timeZone);
    if (at > now) return at;
  }
};

/** The date to remind of, or null: kept already, a rest day, a planned freeze, nothing begun, or too late to help. */
export const reminderOf = (state: StreakState, dueAt: EpochMs, now: EpochMs): string | null => {
  const on = dateAt(state, now);
  if (now - dueAt > REMINDER_LATE_MS || dateAt(state, dueAt) !== on) return null;
  return viewDay(state, now, on).state === "open" ? on : null;
};
