// Keeping the document small: months that have been final for sixty days leave it, with all that explains their days.
import { addDays, type LocalDate, wallOfDate, DAY_MS } from "../time.ts";
import { finalThrough } from "./evolve.ts";
import { type ArchivedDay, changesOf } from "./explain.ts";
import type { Change, DatedRule, StreakState } from "./state.ts";

export const DAYS_IN_DOCUMENT = 60;

/** The rule in effect at a date and those after it. */
const rulesFrom = <T>(rules: readonly DatedRule<T>[], on: LocalDate): readonly DatedRule<T>[] => {
  const index = rules.findLastIndex((rule) => rule.from <= on);
  return index <= 0 ? rules : rules.slice(index);
};

export const monthOf = (on: LocalDate): string => on.slice(0, 7);

/** Whole months, so that a month costs one row and an ordinary day none. */
export type ArchivedMonth = { readonly month: string; readonly days: readonly ArchivedDay[] };

export const archive = (
  state: StreakState,
): { readonly state: StreakState; readonly archived: readonly ArchivedMonth[] } => {
  const through = finalThrough(state);
  if (through === null) return { state, archived: [] };
  const keepFrom = `${monthOf(addDays(through, 1 - DAYS_IN_DOCUMENT))}-01`;
  const months = new Map<string, ArchivedDay[]>();
  for (const day of state.days) {
    if (day.on >= keepFrom) break;
    const month = monthOf(day.on);
    const days = months.get(month) ?? [];
    days.push({ day, changes: changesOf(state, day.on, day.closing) });
    months.set(month, days);
  }
  if (months.size === 0) return { state, archived: [] };
  // Two dates of margin: no zone or day start moves an instant further.
  const keepFromAt = wallOfDate(keepFrom) - 2 * DAY_MS;
  const zone = state.zones.findLastIndex(({ from }) => from <= keepFromAt);
  return {
    state: {
      ...state,
      days: state.days.filter((day) => day.on >= keepFrom),
      changes: state.changes.filter((change) =>
        change.kind === "zone_changed" ? change.at >= keepFromAt : change.on >= keepFrom,
      ),
      zones: zone <= 0 ? state.zones : state.zones.slice(zone),
      dayStarts: rulesFrom(state.dayStarts, addDays(keepFrom, -2)),
      restDays: rulesFrom(state.restDays, addDays(keepFrom, -2)),
    },
    archived: [...months].map(([month, days]) => ({ month, days })),
  };
};

const keyOf = (change: Change): string =>
  `${change.kind} ${change.at} ${change.kind === "zone_changed" ? "" : change.on}`;

/** Archived days back in the document, where a command needs them; the next `archive` takes them out again. */
export const thaw = (state: StreakState, days: readonly ArchivedDay[]): StreakState => {
  const known = new Set(state.days.map((day) => day.on));
  const absent = days.filter(({ day }) => !known.has(day.on));
  if (absent.length === 0) return state;
  // A change near midnight can belong to two days.
  const changes = new Map(
    [...absent.flatMap((day) => day.changes), ...state.changes].map((change) => [keyOf(change), change]),
  );
  return {
    ...state,
    days: [...absent.map(({ day }) => day), ...state.days].toSorted((one, other) => (one.on < other.on ? -1 : 1)),
    changes: [...changes.values()].toSorted((one, other) => one.at - other.at),
  };
};
