// Time as people live it: local dates, wall clocks, and which instants of a zone carry which wall time.
import { create, getTimeZoneTransition, offsetNanoseconds } from "temporal-polyfill/fns/ZonedDateTime";

/** Milliseconds since 1970 UTC. */
export type EpochMs = number;
/** `YYYY-MM-DD`; compares and sorts as text. */
export type LocalDate = string;
/** What a wall clock shows, as if it were UTC: the date and time of day in one number. */
export type WallMs = number;

/** Half-open: `from` belongs to it, `to` does not. */
export type Interval = { readonly from: EpochMs; readonly to: EpochMs };

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** No zone is further than this from UTC. */
const MAX_OFFSET_MS = 26 * HOUR_MS;
/** Years of zones kept in memory; recomputing one costs about a millisecond. */
const MAX_CACHED_YEARS = 4_000;

type OffsetFrom = { readonly from: EpochMs; readonly offsetMs: number };

const yearsOfZones = new Map<string, readonly OffsetFrom[]>();

const toNanoseconds = (at: EpochMs): bigint => BigInt(at) * 1_000_000n;

/** The offsets of a zone in one UTC year, oldest first; the first begins with the year. */
const offsetsOfYear = (timeZone: string, year: number): readonly OffsetFrom[] => {
  const key = `${timeZone} ${year}`;
  const known = yearsOfZones.get(key);
  if (known !== undefined) return known;
  const end = Date.UTC(year + 1, 0);
  let moment = create(toNanoseconds(Date.UTC(year, 0)), timeZone);
  const offsets: OffsetFrom[] = [];
  for (;;) {
    offsets.push({ from: moment.epochMilliseconds, offsetMs: offsetNanoseconds(moment) / 1e6 });
    const next = getTimeZoneTransition(moment, "next");
    if (next === null || next.epochNanoseconds >= toNanoseconds(end)) break;
    moment = next;
  }
  if (yearsOfZones.size >= MAX_CACHED_YEARS) yearsOfZones.clear();
  yearsOfZones.set(key, offsets);
  return offsets;
};

export const offsetMsAt = (at: EpochMs, timeZone: string): number => {
  const offsets = offsetsOfYear(timeZone, new Date(at).getUTCFullYear());
  return (offsets.findLast((offset) => offset.from <= at) ?? { offsetMs: 0 }).offsetMs;
};

/** Whether the zone data of this machine knows the name; plain offsets such as `+02:00` are not zones people live in. */
export const isTimeZone = (name: string): boolean => {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    create(0n, name);
    return true;
  } catch {
    return false;
  }
};

export const wallAt = (at: EpochMs, timeZone: string): WallMs => at + offsetMsAt(at, timeZone);

/** Every instant at which a clock of the zone shows a time in `[from, to)`; two intervals where clocks were set back across an edge. */
export const instantsOfWall = (from: WallMs, to: WallMs, timeZone: string): readonly Interval[] => {
  const lastYear = new Date(to + MAX_OFFSET_MS).getUTCFullYear();
  const intervals: { from: EpochMs; to: EpochMs }[] = [];
  for (let year = new Date(from - MAX_OFFSET_MS).getUTCFullYear(); year <= lastYear; year += 1) {
    const offsets = offsetsOfYear(timeZone, year);
    for (const [index, { from: since, offsetMs }] of offsets.entries()) {
      const until = offsets[index + 1]?.from ?? Date.UTC(year + 1, 0);
      const begin = Math.max(since, from - offsetMs);
      const end = Math.min(until, to - offsetMs);
      if (begin >= end) continue;
      const last = intervals.at(-1);
      if (last?.to === begin) last.to = end;
      else intervals.push({ from: begin, to: end });
    }
  }
  return intervals;
};

/** The first instant from which the clock never again shows less than `wall`; in a gap that is the end of the gap. */
export const lastInstantBefore = (wall: WallMs, timeZone: string): EpochMs =>
  // Two days reach past every gap, also the one of a whole date.
  instantsOfWall(wall - 2 * DAY_MS, wall, timeZone).at(-1)?.to ?? wall - offsetMsAt(wall, timeZone);

// --- dates

export const wallOfDate = (on: LocalDate): WallMs => Date.parse(`${on}T00:00:00Z`);
export const dateOfWall = (wall: WallMs): LocalDate => new Date(wall).toISOString().slice(0, 10);
export const addDays = (on: LocalDate, days: number): LocalDate => dateOfWall(wallOfDate(on) + days * DAY_MS);
export const daysBetween = (from: LocalDate, to: LocalDate): number => (wallOfDate(to) - wallOfDate(from)) / DAY_MS;
/** ISO: Monday is 1, Sunday is 7. */
export const weekdayOf = (on: LocalDate): number => new Date(wallOfDate(on)).getUTCDay() || 7;

/** `HH:MM` as milliseconds after midnight. */
export const wallTimeMs = (time: string): number =>
  Number(time.slice(0, 2)) * HOUR_MS + Number(time.slice(3, 5)) * MINUTE_MS;
