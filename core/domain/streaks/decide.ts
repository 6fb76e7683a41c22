// What a person may do to their streak, and what then happens. The state has been advanced to `now` before.
import type { CheckIn, FreezePlan, ImportedDays, StreakPatch, StreakRejection } from "../../protocol/streaks.ts";
import { err, ok, type Result } from "../result.ts";
import { addDays, DAY_MS, daysBetween, type EpochMs, isTimeZone, type LocalDate } from "../time.ts";
import { firstOpen, isFinal } from "./advance.ts";
import { currentZone, dateAt, dateIn, dayStartOn, latestDate, restDaysOn } from "./calendar.ts";
import type { StreakEvent } from "./events.ts";
import { evolve, finalThrough } from "./evolve.ts";
import { findDay, type StreakState } from "./state.ts";
import { freezesAhead } from "./view.ts";

type Decision = Result<readonly StreakEvent[], StreakRejection>;

/** More check-ins than this on one date change nothing and are not kept. */
export const MAX_CHECK_INS_PER_DAY = 20;
/** History older than ten years is not asked for. */
export const MAX_HISTORY_DAYS = 3_700;
/** How far ahead a freeze can be planned. */
export const MAX_PLAN_DAYS = 60;

/** Where judging begins once something is known about `on`. */
export const startWith = (state: StreakState, on: LocalDate, now: EpochMs): LocalDate => {
  const { startOn, calendar } = state;
  if (startOn !== null && on >= startOn) return startOn;
  if (isFinal(state, on, now)) return startOn ?? firstOpen(state, now);
  // History already reaches up to the start: the date is part of it.
  return startOn !== null && calendar.from !== null ? startOn : on;
};

const sameCheckIn = (state: StreakState, { client, n }: CheckIn) => {
  for (const day of state.days) {
    const checkIn = day.checkIns.find((kept) => kept.client === client && kept.n === n);
    if (checkIn !== undefined) return { on: day.on, checkIn };
  }
  return null;
};

export type CheckInDecision = {
  readonly on: LocalDate;
  readonly repeated: boolean;
  readonly events: readonly StreakEvent[];
};

export const decideCheckIn = (
  state: StreakState,
  command: CheckIn,
  now: EpochMs,
): Result<CheckInDecision, StreakRejection> => {
  const known = sameCheckIn(state, command);
  if (known !== null) {
    const same = known.checkIn.timeZone === command.timeZone && known.checkIn.composedAt === command.composedAt;
    if (!same) return err({ code: "idempotency_mismatch" });
    return ok({ on: known.on, repeated: true, events: [] });
  }
  if (!isTimeZone(command.timeZone)) return err({ code: "unknown_time_zone" });
  const events: StreakEvent[] = [];
  let later = state;
  if (state.zones.length === 0) {
    const zone: StreakEvent = { name: "zone_changed", at: now, timeZone: command.timeZone };
    events.push(zone);
    later = evolve(later, zone);
  }
  const on = dateIn(later, Math.min(command.composedAt, now), command.timeZone);
  const through = finalThrough(later);
  const judged = later.startOn !== null && on >= later.startOn && through !== null && on <= through;
  if (judged || isFinal(later, on, now)) return err({ code: "check_in_too_late" });
  const kept = findDay(later.days, on)?.checkIns.length ?? 0;
  if (kept < MAX_CHECK_INS_PER_DAY) {
    const { client, n, composedAt, timeZone, goalId } = command;
    const checkIn = { client, n, composedAt, receivedAt: now, timeZone, goalId: goalId ?? null };
    events.push({ name: "checked_in", on, checkIn, startOn: startWith(later, on, now) });
  }
  return ok({ on, repeated: false, events });
};

const sameWeekdays = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((weekday) => other.includes(weekday));

export const decideUpdate = (state: StreakState, patch: StreakPatch, now: EpochMs): Decision => {
  const events: StreakEvent[] = [];
  let later = state;
  const happen = (event: StreakEvent): void => {
    events.push(event);
    later = evolve(later, event);
  };
  const { timeZone, dayStart, restDays, reminderAt } = patch;
  if (timeZone !== undefined) {
    if (!isTimeZone(timeZone)) return err({ code: "unknown_time_zone" });
    const known = state.zones.length > 0;
    if (!known || currentZone(state) !== timeZone) happen({ name: "zone_changed", at: now, timeZone });
  }
  const next = addDays(latestDate(later, now), 1);
  if (dayStart !== undefined && dayStartOn(later, next) !== dayStart) {
    happen({ name: "day_start_changed", at: now, on: next, dayStart });
  }
  if (restDays !== undefined) {
    const weekdays = [...new Set(restDays)].toSorted((one, other) => one - other);
    if (!sameWeekdays(restDaysOn(later, next), weekdays))
      happen({ name: "rest_days_changed", at: now, on: next, weekdays });
  }
  if (reminderAt !== undefined && reminderAt !== state.reminderAt) happen({ name: "reminder_set", reminderAt });
  return ok(events);
};

export const decideFreeze = (state: StreakState, { on }: FreezePlan, now: EpochMs): Decision => {
  const after = latestDate(state, now);
  const ahead = state.plannedFreezes.find((planned) => planned > after) ?? null;
  if (on === ahead) return ok([]);
  if (on !== null && (on <= after || daysBetween(after, on) > MAX_PLAN_DAYS)) return err({ code: "freeze_not_ahead" });
  if (on !== null && freezesAhead(state, now) === 0) return err({ code: "no_freeze" });
  return ok([{ name: "freeze_planned", at: now, on, after }]);
};

export type ImportDecision = {
  readonly imported: number;
  readonly skipped: number;
  readonly events: readonly StreakEvent[];
};

export const decideImport = (
  state: StreakState,
  { source, keptOn, restedOn }: ImportedDays,
  now: EpochMs,
): Result<ImportDecision, StreakRejection> => {
  const kept = new Set(keptOn);
  const rested = new Set(restedOn.filter((on) => !kept.has(on)));
  const asked = kept.size + rested.size;
  if (asked === 0) return err({ code: "nothing_to_import" });
  if (asked > MAX_HISTORY_DAYS) return err({ code: "too_many_days" });
  const today = dateAt(state, now);
  const earliest = dateAt(state, now - MAX_HISTORY_DAYS * DAY_MS);
  const past = [...kept, ...rested].filter((on) => on < today && on >= earliest);
  const last = past.reduce((latest, on) => (on > latest ? on : latest), "");
  if (last === "") return ok({ imported: 0, skipped: asked, events: [] });
  const dayAfter = addDays(last, 1);
  const open = firstOpen(state, now);
  const startOn = state.startOn ?? (dayAfter > open ? dayAfter : open);
  const isNew = (on: LocalDate): boolean => {
    if (on < earliest || on >= startOn) return false;
    const imported = findDay(state.days, on)?.imported ?? null;
    return imported === null || (kept.has(on) && !imported.kept);
  };
  const newKept = [...kept].filter(isNew);
  const newRested = [...rested].filter(isNew);
  const imported = newKept.length + newRested.length;
  if (imported === 0) return ok({ imported, skipped: asked, events: [] });
  const event: StreakEvent = { name: "imported", at: now, source, keptOn: newKept, restedOn: newRested, startOn };
  return ok({ imported, skipped: asked - imported, events: [event] });
};
