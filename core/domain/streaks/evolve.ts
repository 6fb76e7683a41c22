// One event later: the state that follows. Total and without judgement; `decide` has said what may happen.
import { assertNever } from "../result.ts";
import { addDays, daysBetween, type EpochMs, type LocalDate } from "../time.ts";
import { currentZone, DEFAULT_TIME_ZONE, dateAt } from "./calendar.ts";
import type { StreakEvent } from "./events.ts";
import { isKept } from "./judge.ts";
import {
  type DatedRule,
  type Day,
  emptyDay,
  findDay,
  type KeptReceipt,
  type Mark,
  type StreakState,
  withDay,
} from "./state.ts";
import { addMark, foldMarks } from "./totals.ts";

/** A rule from a date on; what was planned for then or later is dropped. */
const withRule = <T>(rules: readonly DatedRule<T>[], from: LocalDate, value: T): readonly DatedRule<T>[] => [
  ...rules.filter((rule) => rule.from < from),
  { from, value },
];

/** Last date with a final mark, or the day before judging begins. */
export const finalThrough = ({ calendar, startOn }: StreakState): LocalDate | null => {
  if (calendar.from !== null) return addDays(calendar.from, calendar.marks.length - 1);
  return startOn === null ? null : addDays(startOn, -1);
};

/** History reaches from its first date to the day before `startOn`: what nothing is known about was missed there. */
const withMarks = (state: StreakState, marks: ReadonlyMap<LocalDate, Mark>): StreakState => {
  const through = finalThrough(state);
  const final = [...marks].filter(([on]) => through !== null && on <= through);
  if (through === null || final.length === 0) return state;
  const from = final.reduce((first, [on]) => (on < first ? on : first), state.calendar.from ?? through);
  const before = state.calendar.from === null ? daysBetween(from, through) + 1 : daysBetween(from, state.calendar.from);
  const letters = [..."m".repeat(before), ...state.calendar.marks];
  for (const [on, mark] of final) {
    const index = daysBetween(from, on);
    // What was decided in somebody's favour is never taken back.
    if (mark === "k" || letters[index] === "m") letters[index] = mark;
  }
  const calendar = { from, marks: letters.join("") };
  return { ...state, calendar, totals: foldMarks(calendar) };
};

/** Something was done on a date: kept at once where the date is final already. */
const withAct = (state: StreakState, startOn: LocalDate, day: Day): StreakState =>
  withMarks({ ...state, startOn, days: withDay(state.days, day) }, new Map([[day.on, isKept(day) ? "k" : "m"]]));

/** Before anything is final, the first zone that is said tells where the person was all along: days are dated and closed anew. */
const withFirstZone = (state: StreakState, timeZone: string): StreakState => {
  const zoned: StreakState = { ...state, zones: [{ from: 0, timeZone }] };
  let days: readonly Day[] = state.days
    .filter((day) => day.checkIns.length > 0)
    .map((day): Day => ({ ...day, receipts: [], closing: null }));
  const move = (receipt: KeptReceipt): void => {
    const on = dateAt(zoned, receipt.from);
    const day = findDay(days, on) ?? emptyDay(on);
    days = withDay(days, { ...day, receipts: [...day.receipts, receipt] });
  };
  for (const day of state.days) day.receipts.forEach(move);
  return { ...zoned, days, startOn: days[0]?.on ?? null };
};

const withZone = (state: StreakState, at: EpochMs, timeZone: string): StreakState => {
  const { zones } = state;
  if (zones.length === 0 && state.calendar.from === null) return withFirstZone(state, timeZone);
  const before = zones.length === 0 ? [{ from: 0, timeZone: DEFAULT_TIME_ZONE }] : zones;
  return {
    ...state,
    zones: [...before, { from: at, timeZone }],
    changes: [...state.changes, { kind: "zone_changed", at, from: currentZone(state), to: timeZone }],
  };
};

const withImport = (state: StreakState, event: StreakEvent & { name: "imported" }): StreakState => {
  const days = new Map(state.days.map((day) => [day.on, day]));
  const marks = new Map<LocalDate, Mark>();
  const mark = (on: LocalDate, kept: boolean): void => {
    const day = days.get(on) ?? emptyDay(on);
    days.set(on, { ...day, imported: { at: event.at, source: event.source, kept } });
    marks.set(on, kept ? "k" : "r");
  };
  for (const on of event.restedOn) mark(on, false);
  for (const on of event.keptOn) mark(on, true);
  const sorted = [...days.values()].toSorted((one, other) => (one.on < other.on ? -1 : 1));
  return withMarks({ ...state, startOn: event.startOn, days: sorted }, marks);
};

export const evolve = (state: StreakState, event: StreakEvent): StreakState => {
  switch (event.name) {
    case "zone_changed":
      return withZone(state, event.at, event.timeZone);
    case "day_start_changed":
      return {
        ...state,
        dayStarts: withRule(state.dayStarts, event.on, event.dayStart),
        changes: [...state.changes, { kind: "day_start_changed", at: event.at, on: event.on, to: event.dayStart }],
      };
    case "rest_days_changed":
      return {
        ...state,
        restDays: withRule(state.restDays, event.on, event.weekdays),
        changes: [...state.changes, { kind: "rest_days_changed", at: event.at, on: event.on, to: event.weekdays }],
      };
    case "reminder_set":
      return { ...state, reminderAt: event.reminderAt };
    case "freeze_planned": {
      const behind = state.plannedFreezes.filter((on) => on <= event.after);
      const changes = state.changes.filter((change) => change.kind !== "freeze_planned" || change.on <= event.after);
      return event.on === null
        ? { ...state, plannedFreezes: behind, changes }
        : {
            ...state,
            plannedFreezes: [...behind, event.on],
            changes: [...changes, { kind: "freeze_planned", at: event.at, on: event.on }],
          };
    }
    case "checked_in": {
      const day = findDay(state.days, event.on) ?? emptyDay(event.on);
      return withAct(state, event.startOn, { ...day, checkIns: [...day.checkIns, event.checkIn] });
    }
    case "attended": {
      const day = findDay(state.days, event.on) ?? emptyDay(event.on);
      return withAct(state, event.startOn, { ...day, receipts: [...day.receipts, event.receipt] });
    }
    case "imported":
      return withImport(state, event);
    case "handed_over":
      return { ...state, handedOverTo: event.to };
    case "closed": {
      const day = findDay(state.days, event.on) ?? emptyDay(event.on);
      return { ...state, days: withDay(state.days, { ...day, closing: event.closing }) };
    }
    case "judged": {
      const day = findDay(state.days, event.on) ?? emptyDay(event.on);
      return {
        ...state,
        calendar: { from: state.calendar.from ?? event.on, marks: state.calendar.marks + event.mark },
        totals: addMark(state.totals, event.on, event.mark),
        days: withDay(state.days, { ...day, judgedAt: event.at }),
        plannedFreezes: state.plannedFreezes.filter((on) => on !== event.on),
      };
    }
    default:
      return assertNever(event);
  }
};
