// What a streak remembers: a small document that folds its events. Plain data, so that it can be stored as it is.
import type { EpochMs, LocalDate } from "../time.ts";

/** A receipt as kept; `guest` is whose it was before a claim, null for the streak's own person. */
export type KeptReceipt = {
  readonly id: string;
  readonly room: string;
  readonly phase: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly activeMs: number;
  readonly copresent: number;
  readonly guest: string | null;
};

export type KeptCheckIn = {
  readonly client: string;
  readonly n: number;
  /** As the device said, and as it counts: the future is clamped to receipt. */
  readonly composedAt: EpochMs;
  readonly receivedAt: EpochMs;
  readonly timeZone: string;
  readonly goalId: string | null;
};

/** Stored at closing, never recomputed. */
export type Closing = {
  readonly at: EpochMs;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly livedMs: number;
  readonly timeZones: readonly string[];
};

export type Day = {
  readonly on: LocalDate;
  readonly receipts: readonly KeptReceipt[];
  readonly checkIns: readonly KeptCheckIn[];
  readonly imported: { readonly at: EpochMs; readonly source: string; readonly kept: boolean } | null;
  readonly closing: Closing | null;
  /** When the day became final; null before. */
  readonly judgedAt: EpochMs | null;
};

/** How a final day counts, one letter each: kept, missed, freeze spent, freeze planned, rest day, travel. */
export type Mark = "k" | "m" | "f" | "p" | "r" | "t";

/** Settings that act from a date on; the last one at or before a date is in effect. */
export type DatedRule<T> = { readonly from: LocalDate; readonly value: T };

export type Change =
  | { readonly kind: "zone_changed"; readonly at: EpochMs; readonly from: string; readonly to: string }
  | { readonly kind: "day_start_changed"; readonly at: EpochMs; readonly on: LocalDate; readonly to: string }
  | { readonly kind: "rest_days_changed"; readonly at: EpochMs; readonly on: LocalDate; readonly to: readonly number[] }
  | { readonly kind: "freeze_planned"; readonly at: EpochMs; readonly on: LocalDate };

export type Totals = {
  readonly current: number;
  readonly currentSince: LocalDate | null;
  readonly longest: number;
  readonly longestFrom: LocalDate | null;
  readonly longestTo: LocalDate | null;
  readonly strength: number;
  /** Seven for each freeze in hand, plus the kept days towards the next one. */
  readonly frost: number;
};

export type StreakState = {
  readonly version: 1;
  readonly user: string;
  /** Empty while nobody said a zone. The first one reaches back to the beginning where nothing is final yet. */
  readonly zones: readonly { readonly from: EpochMs; readonly timeZone: string }[];
  readonly dayStarts: readonly DatedRule<string>[];
  readonly restDays: readonly DatedRule<readonly number[]>[];
  /** At most one of them lies ahead; those behind wait to be judged. */
  readonly plannedFreezes: readonly LocalDate[];
  readonly reminderAt: string | null;
  /** First date that is judged here; what lies before it was imported or claimed. */
  readonly startOn: LocalDate | null;
  /** One mark per date from `from`, without gap: everything that is final. */
  readonly calendar: { readonly from: LocalDate | null; readonly marks: string };
  readonly totals: Totals;
  /** Days in full, by date: whatever is not final and the last two months. */
  readonly days: readonly Day[];
  readonly changes: readonly Change[];
  /** The account that took over this guest's receipts. */
  readonly handedOverTo: string | null;
};

export const NO_TOTALS: Totals = {
  current: 0,
  currentSince: null,
  longest: 0,
  longestFrom: null,
  longestTo: null,
  strength: 0,
  frost: 0,
};

export const emptyStreak = (user: string): StreakState => ({
  version: 1,
  user,
  zones: [],
  dayStarts: [],
  restDays: [],
  plannedFreezes: [],
  reminderAt: null,
  startOn: null,
  calendar: { from: null, marks: "" },
  totals: NO_TOTALS,
  days: [],
  changes: [],
  handedOverTo: null,
});

export const emptyDay = (on: LocalDate): Day => ({
  on,
  receipts: [],
  checkIns: [],
  imported: null,
  closing: null,
  judgedAt: null,
});

export const findDay = (days: readonly Day[], on: LocalDate): Day | undefined => days.findLast((day) => day.on === on);

/** The same days with this one in its place. */
export const withDay = (days: readonly Day[], day: Day): readonly Day[] => {
  const index = days.findLastIndex((other) => other.on <= day.on);
  return days[index]?.on === day.on ? days.with(index, day) : days.toSpliced(index + 1, 0, day);
};
