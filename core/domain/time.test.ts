// Dates and offsets against zone data that others derived.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  addDays,
  DAY_MS,
  dateOfWall,
  instantsOfWall,
  isTimeZone,
  lastInstantBefore,
  MINUTE_MS,
  offsetMsAt,
  wallAt,
  wallOfDate,
  weekdayOf,
} from "./time.ts";

const CORPUS = path.join(
  process.env["CORPORA_DIR"] ?? path.resolve(import.meta.dirname, "../../../shared/corpora"),
  "timezones",
);
const present = existsSync(CORPUS);

type Transition = { utc: string; localTime: string; offsetMinutesWest: number; localDate: string };
type OddDay = {
  localDate: string;
  exists: boolean;
  firstInstant: string | null;
  endInstant: string | null;
  minutes: number;
  contiguous: boolean;
};
const read = <T>(file: string): T => JSON.parse(readFileSync(path.join(CORPUS, file), "utf8")) as T;

describe.skipIf(!present)(`corpora/timezones${present ? "" : ` (none at ${CORPUS}: set CORPORA_DIR)`}`, () => {
  test("every recorded transition has its local date, time and offset", () => {
    const zones = Object.entries(read<Record<string, Transition[]>>("transitions-moment-timezone.json"));
    const wrong: unknown[] = [];
    let count = 0;
    for (const [timeZone, rows] of zones) {
      for (const row of rows) {
        count += 1;
        const at = Date.parse(row.utc);
        const wall = new Date(wallAt(at, timeZone)).toISOString();
        const shown = {
          date: wall.slice(0, 10),
          time: wall.slice(11, 19),
          west: -offsetMsAt(at, timeZone) / MINUTE_MS,
        };
        if (shown.date !== row.localDate || shown.time !== row.localTime || shown.west !== row.offsetMinutesWest) {
          wrong.push({ timeZone, row, shown });
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(2_000);
  });

  test("every odd day begins, ends and lasts as recorded", () => {
    const wrong: unknown[] = [];
    for (const { zone, days, dbDependent } of read<{ zone: string; days: OddDay[]; dbDependent?: string }[]>(
      "streak-days.json",
    )) {
      // A rule that newer zone data has changed and this runtime's has not: the corpus accepts either.
      if (dbDependent !== undefined) continue;
      for (const day of days) {
        const midnight = wallOfDate(day.localDate);
        const lived = instantsOfWall(midnight, midnight + DAY_MS, zone);
        const shown = {
          exists: lived.length > 0,
          first: lived[0]?.from ?? null,
          end: lived.at(-1)?.to ?? null,
          minutes: lived.reduce((sum, { from, to }) => sum + (to - from) / MINUTE_MS, 0),
          contiguous: lived.length <= 1,
        };
        const expected = {
          exists: day.exists,
          first: day.firstInstant === null ? null : Date.parse(day.firstInstant),
          end: day.endInstant === null ? null : Date.parse(day.endInstant),
          minutes: day.minutes,
          contiguous: day.contiguous,
        };
        if (JSON.stringify(shown) !== JSON.stringify(expected)) wrong.push({ zone, shown, expected });
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("instants of a wall clock", () => {
  test("a date that was skipped has none, and the time before it ends where the clock jumped", () => {
    const skipped = wallOfDate("2011-12-30");
    expect(instantsOfWall(skipped, skipped + DAY_MS, "Pacific/Apia")).toEqual([]);
    expect(lastInstantBefore(skipped + DAY_MS, "Pacific/Apia")).toBe(Date.parse("2011-12-30T10:00:00Z"));
  });

  test("clocks set back across midnight visit the old date twice", () => {
    // St. John's, until 2011: at 00:01 back to 23:01.
    const on = wallOfDate("2010-11-06");
    const lived = instantsOfWall(on, on + DAY_MS, "America/St_Johns");
    expect(lived).toHaveLength(2);
    expect(lived.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(DAY_MS + 59 * MINUTE_MS);
  });

  test("any stretch of wall time is the sum of its parts", () => {
    for (const zone of ["Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Pacific/Chatham"]) {
      let previousEnd: number | null = null;
      for (let on = "2025-12-25"; on < "2027-01-05"; on = addDays(on, 1)) {
        const lived = instantsOfWall(wallOfDate(on), wallOfDate(on) + DAY_MS, zone);
        if (previousEnd !== null) expect(lived[0]?.from).toBe(previousEnd);
        previousEnd = lived.at(-1)?.to ?? null;
      }
    }
  });
});

test("zones are names that the zone data knows; offsets and nonsense are not", () => {
  expect(["Europe/Berlin", "UTC", "Asia/Kathmandu", "US/Pacific"].filter((zone) => !isTimeZone(zone))).toEqual([]);
  expect(["+02:00", "Mars/Base", "", "Europe/Berlin "].filter((zone) => isTimeZone(zone))).toEqual([]);
});

test("dates count and know their weekday", () => {
  expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
  expect(weekdayOf("2026-11-22")).toBe(7);
  expect(weekdayOf("2026-11-23")).toBe(1);
  expect(dateOfWall(wallOfDate("2026-03-29"))).toBe("2026-03-29");
});
