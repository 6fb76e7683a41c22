// What a day is worth: kept, and by what; excused, and why; missed only when nothing else is left.
import { assertNever } from "../result.ts";
import { HOUR_MS, MINUTE_MS, weekdayOf } from "../time.ts";
import { restDaysOn } from "./calendar.ts";
import type { Closing, Day, Mark, StreakState, Totals } from "./state.ts";
import { freezesOf } from "./totals.ts";

export const KEPT_AFTER_MS = 10 * MINUTE_MS;
/** A date lived for less than this is travel. */
export const LIVED_MS = 12 * HOUR_MS;
export const MAX_TRAVEL = 2;
/** … in any this many dates. */
export const TRAVEL_WINDOW_DAYS = 7;
/** After closing, what was done on the day is still accepted for this long. */
export const FINAL_AFTER_MS = 48 * HOUR_MS;

export const activeMsOf = (day: Day): number => day.receipts.reduce((sum, { activeMs }) => sum + activeMs, 0);

export const sourceOf = (day: Day): "verified" | "self_reported" | "imported" | null => {
  if (activeMsOf(day) >= KEPT_AFTER_MS) return "verified";
  if (day.checkIns.length > 0) return "self_reported";
  return day.imported?.kept === true ? "imported" : null;
};

export const isKept = (day: Day): boolean => sourceOf(day) !== null;

/** When a closed day becomes final: strictly after this instant. */
export const finalAtOf = (closing: Closing): number => closing.at + FINAL_AFTER_MS;

/**
 * `before` are the marks of the dates before, oldest first; `totals` what they add up to.
 * A freeze spends itself only where there is a streak to save.
 */
export const markOf = (state: StreakState, day: Day, closing: Closing, before: string, totals: Totals): Mark => {
  if (isKept(day)) return "k";
  if (restDaysOn(state, day.on).includes(weekdayOf(day.on))) return "r";
  // Nobody can act on a date they never had, however often they travelled.
  if (closing.livedMs === 0) return "t";
  if (closing.livedMs < LIVED_MS) {
    const travelled = before.slice(-(TRAVEL_WINDOW_DAYS - 1)).replaceAll(/[^t]/g, "").length;
    if (travelled < MAX_TRAVEL) return "t";
  }
  if (freezesOf(totals) > 0) {
    if (state.plannedFreezes.includes(day.on)) return "p";
    if (totals.current > 0) return "f";
  }
  return "m";
};

export type FinalState = "kept" | "missed" | "freeze" | "rest" | "travel";

export const stateOfMark = (mark: Mark): FinalState => {
  switch (mark) {
    case "k":
      return "kept";
    case "m":
      return "missed";
    case "f":
    case "p":
      return "freeze";
    case "r":
      return "rest";
    case "t":
      return "travel";
    default:
      return assertNever(mark);
  }
};
