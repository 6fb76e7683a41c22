// How a streak looks at a moment: final days as decided, the others as they would end if nothing more came.
import type { DayState, DayView, Streak } from "../../protocol/streaks.ts";
import { addDays, DAY_MS, daysBetween, type EpochMs, type LocalDate, MINUTE_MS, weekdayOf } from "../time.ts";
import { currentZone, dateAt, dayStartOn, endIn, restDaysOn } from "./calendar.ts";
import { finalThrough } from "./evolve.ts";
import { activeMsOf, finalAtOf, isKept, markOf, sourceOf, stateOfMark } from "./judge.ts";
import { type Day, findDay, type Mark, type StreakState, type Totals } from "./state.ts";
import { addMark, freezesOf, KEPT_PER_FREEZE } from "./totals.ts";

/** Days of the archive that a view needs beside the state. */
export type Archive = ReadonlyMap<LocalDate, Day>;

type Outlook = {
  readonly today: LocalDate;
  /** States of the dates that are not final. */
  readonly states: ReadonlyMap<LocalDate, DayState>;
  /** Totals with what was kept meanwhile. */
  readonly totals: Totals;
};

const outlookAt = (state: StreakState, now: EpochMs): Outlook => {
  const today = dateAt(state, now);
  const states = new Map<LocalDate, DayState>();
  let { totals } = state;
  let { marks } = state.calendar;
  const through = finalThrough(state);
  if (through === null) return { today, states, totals };
  const acted = state.days.at(-1)?.on ?? today;
  const last = acted > today ? acted : today;
  for (let on = addDays(through, 1); on <= last; on = addDays(on, 1)) {
    const day = findDay(state.days, on);
    let mark: Mark | null = null;
    if (day !== undefined && isKept(day)) mark = "k";
    else if (day?.closing != null) mark = markOf(state, day, day.closing, marks, totals);
    else if (on <= today) mark = excuseOf(state, on, totals);
    const undecided = mark === "m" || mark === "f";
    if (mark === null) states.set(on, on <= today ? "open" : "future");
    else states.set(on, undecided ? "provisional" : stateOfMark(mark));
    if (mark !== null && !undecided) totals = addMark(totals, on, mark);
    marks += mark ?? "m";
  }
  return { today, states, totals };
};

/** What a day that is not over rests on already. */
const excuseOf = (state: StreakState, on: LocalDate, totals: Totals): Mark | null => {
  if (restDaysOn(state, on).includes(weekdayOf(on))) return "r";
  return state.plannedFreezes.includes(on) && freezesOf(totals) > 0 ? "p" : null;
};

/** Freezes that a plan could use: in hand now, without those that are planned and not judged. */
export const freezesAhead = (state: StreakState, now: EpochMs): number => {
  const { today, totals } = outlookAt(state, now);
  const pending = state.plannedFreezes.filter((on) => on > today).length;
  // Moving the one plan ahead needs no second freeze.
  return pending > 0 ? 1 : freezesOf(totals);
};

const LEVELS: readonly number[] = [25 * MINUTE_MS, 60 * MINUTE_MS, 120 * MINUTE_MS];

const viewOf = (on: LocalDate, state: DayState, day: Day | undefined, today: LocalDate, final: boolean): DayView => {
  const activeMs = day === undefined ? 0 : activeMsOf(day);
  const kept = state === "kept";
  return {
    on,
    state,
    today: on === today,
    level: kept ? 1 + LEVELS.filter((boundMs) => activeMs >= boundMs).length : 0,
    minutes: Math.floor(activeMs / MINUTE_MS),
    source: kept && day !== undefined ? sourceOf(day) : null,
    final,
  };
};

/** The final mark of a date; null where nothing is final. */
export const markOn = ({ calendar }: StreakState, on: LocalDate): Mark | null => {
  if (calendar.from === null || on < calendar.from) return null;
  return (calendar.marks[daysBetween(calendar.from, on)] as Mark | undefined) ?? null;
};

const stateWithoutRecord = (state: StreakState, on: LocalDate, today: LocalDate): DayState => {
  if (on > today) return state.plannedFreezes.includes(on) ? "freeze" : "future";
  if (on < today) return "none";
  return excuseOf(state, on, state.totals) === "r" ? "rest" : "open";
};

const dayAt = (state: StreakState, outlook: Outlook, on: LocalDate, archive: Archive): DayView => {
  const day = findDay(state.days, on) ?? archive.get(on);
  const mark = markOn(state, on);
  if (mark !== null) return viewOf(on, stateOfMark(mark), day, outlook.today, true);
  const known = outlook.states.get(on) ?? stateWithoutRecord(state, on, outlook.today);
  return viewOf(on, known, day, outlook.today, false);
};

/** The days from one date to another, both included. */
export const viewDays = (
  state: StreakState,
  now: EpochMs,
  from: LocalDate,
  to: LocalDate,
  archive: Archive,
): readonly DayView[] => {
  const outlook = outlookAt(state, now);
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) =>
    dayAt(state, outlook, addDays(from, index), archive),
  );
};

const NO_ARCHIVE: Archive = new Map();

export const viewDay = (state: StreakState, now: EpochMs, on: LocalDate, archive: Archive = NO_ARCHIVE): DayView =>
  dayAt(state, outlookAt(state, now), on, archive);

/** The day start and rest days that wait for a coming day, where they differ from those in effect. */
const upcomingOf = (state: StreakState, today: LocalDate): Streak["upcoming"] => {
  const ahead = [...state.dayStarts, ...state.restDays].map((rule) => rule.from).filter((on) => on > today);
  const from = ahead.reduce((latest, on) => (on > latest ? on : latest), today);
  const upcoming = { from, dayStart: dayStartOn(state, from), restDays: [...restDaysOn(state, from)] };
  const same =
    upcoming.dayStart === dayStartOn(state, today) && String(upcoming.restDays) === String(restDaysOn(state, today));
  return same ? null : upcoming;
};

export const viewStreak = (state: StreakState, now: EpochMs): Streak => {
  const outlook = outlookAt(state, now);
  const { today, totals, states } = outlook;
  const provisional = [...states]
    .filter(([, dayState]) => dayState === "provisional")
    .map(([on]) => {
      const closing = findDay(state.days, on)?.closing ?? null;
      return { on, until: closing === null ? now + 2 * DAY_MS : finalAtOf(closing) };
    });
  return {
    current: totals.current,
    currentSince: totals.currentSince,
    longest: totals.longest,
    longestFrom: totals.longestFrom,
    longestTo: totals.longestTo,
    strength: Math.round(totals.strength * 10) / 10,
    today: { ...dayAt(state, outlook, today, NO_ARCHIVE), endsAt: endIn(state, today, currentZone(state)) },
    provisional,
    freezes: freezesOf(totals),
    keptTowardsFreeze: totals.frost % KEPT_PER_FREEZE,
    plannedFreezeOn: state.plannedFreezes.find((on) => on >= today) ?? null,
    timeZone: currentZone(state),
    timeZoneKnown: state.zones.length > 0,
    dayStart: dayStartOn(state, today),
    restDays: [...restDaysOn(state, today)],
    upcoming: upcomingOf(state, today),
    reminderAt: state.reminderAt,
    startedOn: state.calendar.from ?? state.startOn,
  };
};
