// Streak, strength and freezes: a fold over final days, so that healing an old day is folding again.
import { addDays, type LocalDate } from "../time.ts";
import { type Mark, NO_TOTALS, type Totals } from "./state.ts";

export const KEPT_PER_FREEZE = 7;
export const MAX_FREEZES = 2;
/** Ordinary days after which about two thirds of a change show. */
const STRENGTH_DAYS = 14;

export const freezesOf = ({ frost }: Totals): number => Math.floor(frost / KEPT_PER_FREEZE);

const approach = (strength: number, goal: number): number => strength + (goal - strength) / STRENGTH_DAYS;

/** One more final day. A planned freeze, a rest day and travel are no ordinary days: strength does not move. */
export const addMark = (totals: Totals, on: LocalDate, mark: Mark): Totals => {
  switch (mark) {
    case "k": {
      const current = totals.current + 1;
      const currentSince = totals.current === 0 ? on : totals.currentSince;
      return {
        current,
        currentSince,
        ...(current > totals.longest
          ? { longest: current, longestFrom: currentSince, longestTo: on }
          : { longest: totals.longest, longestFrom: totals.longestFrom, longestTo: totals.longestTo }),
        strength: approach(totals.strength, 100),
        frost: Math.min(totals.frost + 1, KEPT_PER_FREEZE * MAX_FREEZES),
      };
    }
    case "m":
      return { ...totals, current: 0, currentSince: null, strength: approach(totals.strength, 0) };
    case "f":
      return { ...totals, frost: totals.frost - KEPT_PER_FREEZE, strength: approach(totals.strength, 0) };
    case "p":
      return { ...totals, frost: totals.frost - KEPT_PER_FREEZE };
    case "r":
    case "t":
      return totals;
  }
};

/** All of a calendar. More kept days never leave less frost at any point, so a spent freeze stays covered when an old day is healed. */
export const foldMarks = (calendar: { readonly from: LocalDate | null; readonly marks: string }): Totals => {
  let totals = NO_TOTALS;
  if (calendar.from === null) return totals;
  let on = calendar.from;
  for (const mark of calendar.marks) {
    totals = addMark(totals, on, mark as Mark);
    on = addDays(on, 1);
  }
  return totals;
};
