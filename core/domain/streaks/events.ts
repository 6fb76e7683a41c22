// What can happen to a streak. Everything else about it follows from these, in their order.
import type { EpochMs, LocalDate } from "../time.ts";
import type { Closing, KeptCheckIn, KeptReceipt, Mark } from "./state.ts";

export type StreakEvent =
  | { readonly name: "zone_changed"; readonly at: EpochMs; readonly timeZone: string }
  | { readonly name: "day_start_changed"; readonly at: EpochMs; readonly on: LocalDate; readonly dayStart: string }
  | {
      readonly name: "rest_days_changed";
      readonly at: EpochMs;
      readonly on: LocalDate;
      readonly weekdays: readonly number[];
    }
  | { readonly name: "reminder_set"; readonly reminderAt: string | null }
  /** `after` is the last date that is not ahead: plans up to it stay. */
  | { readonly name: "freeze_planned"; readonly at: EpochMs; readonly on: LocalDate | null; readonly after: LocalDate }
  /** `startOn` is where judging begins from now on; a date before it is history. */
  | { readonly name: "checked_in"; readonly on: LocalDate; readonly checkIn: KeptCheckIn; readonly startOn: LocalDate }
  | { readonly name: "attended"; readonly on: LocalDate; readonly receipt: KeptReceipt; readonly startOn: LocalDate }
  | {
      readonly name: "imported";
      readonly at: EpochMs;
      readonly source: string;
      readonly keptOn: readonly LocalDate[];
      readonly restedOn: readonly LocalDate[];
      readonly startOn: LocalDate;
    }
  | { readonly name: "handed_over"; readonly to: string }
  /** Time passed: a date is over everywhere it was lived … */
  | { readonly name: "closed"; readonly on: LocalDate; readonly closing: Closing }
  /** … and nothing more can arrive for it. */
  | { readonly name: "judged"; readonly at: EpochMs; readonly on: LocalDate; readonly mark: Mark };
