// Time passing by itself: dates close and become final exactly as if somebody had watched, however late one looks.
import { addDays, type EpochMs, type LocalDate } from "../time.ts";
import { closingOf, dateAt } from "./calendar.ts";
import type { StreakEvent } from "./events.ts";
import { evolve, finalThrough } from "./evolve.ts";
import { finalAtOf, markOf } from "./judge.ts";
import { findDay, type StreakState } from "./state.ts";

/** The next thing that time alone has done by `now`, in the order it happened to the calendar. */
const nextPassage = (state: StreakState, now: EpochMs): StreakEvent | null => {
  const through = finalThrough(state);
  if (through === null) return null;
  const pending = addDays(through, 1);
  const oldest = findDay(state.days, pending);
  if (oldest?.closing != null && now > finalAtOf(oldest.closing)) {
    const mark = markOf(state, oldest, oldest.closing, state.calendar.marks, state.totals);
    return { name: "judged", at: finalAtOf(oldest.closing), on: pending, mark };
  }
  let on = pending;
  let notBefore = findDay(state.days, through)?.closing?.at ?? -Infinity;
  for (;;) {
    const closing = findDay(state.days, on)?.closing ?? null;
    if (closing === null) break;
    notBefore = closing.at;
    on = addDays(on, 1);
  }
  const closing = closingOf(state, on, notBefore, now);
  return closing === null ? null : { name: "closed", on, closing };
};

export const advance = (state: StreakState, now: EpochMs): StreakState => {
  let later = state;
  for (let event = nextPassage(later, now); event !== null; event = nextPassage(later, now))
    later = evolve(later, event);
  return later;
};

/** Whether nothing said about a date at `now` can count as done in time. */
export const isFinal = (state: StreakState, on: LocalDate, now: EpochMs): boolean => {
  const closing = findDay(state.days, on)?.closing ?? closingOf(state, on, -Infinity, now);
  return closing !== null && now > finalAtOf(closing);
};

/** The earliest date for which something done may still arrive in time. */
export const firstOpen = (state: StreakState, now: EpochMs): LocalDate => {
  let on = dateAt(state, now);
  while (!isFinal(state, addDays(on, -1), now)) on = addDays(on, -1);
  return on;
};
