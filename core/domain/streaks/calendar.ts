// Which date an instant belongs to, how long a date was lived, and when it is over (contract: streak).
import {
  addDays,
  dateOfWall,
  type EpochMs,
  instantsOfWall,
  type Interval,
  lastInstantBefore,
  type LocalDate,
  wallAt,
  wallOfDate,
  wallTimeMs,
} from "../time.ts";
import type { Closing, DatedRule, StreakState } from "./state.ts";

/** What decides about dates; the whole state has it. */
export type Settings = Pick<StreakState, "zones" | "dayStarts" | "restDays">;

export const DEFAULT_TIME_ZONE = "UTC";
export const DEFAULT_DAY_START = "00:00";

export type ZonePeriod = Interval & { readonly timeZone: string };

/** The zones in effect, oldest first, from the beginning of time to its end. */
export const zonePeriods = ({ zones }: Settings): readonly ZonePeriod[] => {
  if (zones.length === 0) return [{ from: -Infinity, to: Infinity, timeZone: DEFAULT_TIME_ZONE }];
  return zones.map(({ from, timeZone }, index) => ({
    from: index === 0 ? -Infinity : from,
    to: zones[index + 1]?.from ?? Infinity,
    timeZone,
  }));
};

export const currentZone = ({ zones }: Settings): string => zones.at(-1)?.timeZone ?? DEFAULT_TIME_ZONE;

const inEffect = <T>(rules: readonly DatedRule<T>[], on: LocalDate): T | undefined =>
  rules.findLast((rule) => rule.from <= on)?.value;

export const dayStartOn = ({ dayStarts }: Settings, on: LocalDate): string =>
  inEffect(dayStarts, on) ?? DEFAULT_DAY_START;
export const restDaysOn = ({ restDays }: Settings, on: LocalDate): readonly number[] => inEffect(restDays, on) ?? [];

/** What the wall clock shows when the date begins, where it shows that at all. */
const wallStartOf = (settings: Settings, on: LocalDate): number =>
  wallOfDate(on) + wallTimeMs(dayStartOn(settings, on));

/** The date of an instant for somebody whose clock shows the time of `timeZone`. */
export const dateIn = (settings: Settings, at: EpochMs, timeZone: string): LocalDate => {
  const wall = wallAt(at, timeZone);
  const on = dateOfWall(wall);
  return wall < wallStartOf(settings, on) ? addDays(on, -1) : on;
};

/** The date of an instant in the zone then in effect. */
export const dateAt = (settings: Settings, at: EpochMs): LocalDate => {
  const { zones } = settings;
  const zone = zones.findLast(({ from }) => from <= at) ?? zones[0];
  return dateIn(settings, at, zone?.timeZone ?? DEFAULT_TIME_ZONE);
};

/** All instants that would belong to the date if this zone were always in effect. */
const instantsOf = (settings: Settings, on: LocalDate, timeZone: string): readonly Interval[] =>
  instantsOfWall(wallStartOf(settings, on), wallStartOf(settings, addDays(on, 1)), timeZone);

/** When the date is over in a zone, for good: also where it did not exist or came twice. */
export const endIn = (settings: Settings, on: LocalDate, timeZone: string): EpochMs =>
  lastInstantBefore(wallStartOf(settings, addDays(on, 1)), timeZone);

/** The latest date anybody living by these rules has seen: changes of the rules act after it. */
export const latestDate = (settings: Settings, now: EpochMs): LocalDate =>
  zonePeriods(settings)
    .map(({ to, timeZone }) => dateIn(settings, Math.min(to - 1, now), timeZone))
    .reduce((latest, on) => (on > latest ? on : latest));

/**
 * The bounds of a date once it is over: past its end in every zone in effect during it and in the one current then.
 * Null while it is not. `notBefore` is when the date before was closed: dates close in order.
 */
export const closingOf = (settings: Settings, on: LocalDate, notBefore: EpochMs, now: EpochMs): Closing | null => {
  let over = notBefore;
  let first = Infinity;
  let last = -Infinity;
  let livedMs = 0;
  const timeZones: string[] = [];
  for (const period of zonePeriods(settings)) {
    if (period.from > now) break;
    const end = endIn(settings, on, period.timeZone);
    let touched = false;
    for (const { from, to } of instantsOf(settings, on, period.timeZone)) {
      const begin = Math.max(from, period.from);
      const until = Math.min(to, period.to);
      if (begin >= until) continue;
      touched = true;
      first = Math.min(first, begin);
      livedMs += until - begin;
    }
    if (touched) {
      over = Math.max(over, end);
      last = Math.max(last, end);
      if (!timeZones.includes(period.timeZone)) timeZones.push(period.timeZone);
    }
    const at = Math.max(over, end, period.from);
    if (at < period.to) {
      // Strictly past: somebody may change the zone at this very instant.
      if (at >= now) return null;
      return { at, from: Math.min(first, end), to: Math.max(last, end), livedMs, timeZones };
    }
  }
  return null;
};
