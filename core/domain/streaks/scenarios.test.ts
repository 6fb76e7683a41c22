// What people were hurt by elsewhere (promises A1-A5), and the odd days of the zone data, lived through the rules.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { addDays } from "../time.ts";
import { explainDay } from "./explain.ts";
import { viewDay, viewDays, viewStreak } from "./view.ts";
import { at, StreakOf } from "./world.fixture.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CORPUS = path.join(
  process.env["CORPORA_DIR"] ?? path.resolve(import.meta.dirname, "../../../../shared/corpora"),
  "timezones",
  "streak-days.json",
);
const present = existsSync(CORPUS);

describe("A1 flying west", () => {
  test("twelve days and a flight to Los Angeles are thirteen after the next morning", () => {
    const streak = new StreakOf();
    streak.set(at("2026-11-01T00:00:00Z"), { timeZone: "Europe/Berlin" });
    for (let day = 5; day <= 16; day += 1) streak.checkIn(at(`2026-11-${String(day).padStart(2, "0")}T08:00:00Z`));
    expect(viewStreak(streak.state, at("2026-11-16T09:00:00Z")).current).toBe(12);
    streak.set(at("2026-11-16T20:00:00Z"), { timeZone: "America/Los_Angeles" });
    // 10:00 in Los Angeles.
    const next = at("2026-11-17T18:00:00Z");
    expect(streak.checkIn(next)).toBe("2026-11-17");
    expect(viewStreak(streak.at(next), next)).toMatchObject({ current: 13, provisional: [] });
    const later = next + 3 * DAY_MS;
    const state = streak.at(later);
    const closings = state.days.map((day) => day.closing?.at ?? Infinity);
    expect(closings.toSorted((one, other) => one - other)).toEqual(closings);
    const day = explainDay(state, later, "2026-11-16");
    expect(day.evidence.filter(({ kind }) => kind === "zone_changed")).toHaveLength(1);
    expect(day.bounds?.timeZones).toEqual(["Europe/Berlin", "America/Los_Angeles"]);
    expect(explainDay(state, later, "2026-11-17").evidence.map(({ kind }) => kind)).toEqual(["check_in"]);
  });
});

describe("A2 across the date line", () => {
  test("to Honolulu and back: the day that comes twice is one day, the day that is skipped is travel", () => {
    const streak = new StreakOf();
    streak.set(at("2026-06-01T00:00:00Z"), { timeZone: "Pacific/Auckland" });
    streak.checkIn(at("2026-06-09T21:00:00Z"));
    streak.checkIn(at("2026-06-10T08:00:00Z"), { n: 60 });
    // 20:00 on 10 June in Auckland is 22:00 on 9 June in Honolulu.
    streak.set(at("2026-06-10T08:00:00Z"), { timeZone: "Pacific/Honolulu" });
    expect(streak.checkIn(at("2026-06-10T09:00:00Z"))).toBe("2026-06-09");
    expect(streak.checkIn(at("2026-06-10T20:00:00Z"))).toBe("2026-06-10");
    expect(streak.checkIn(at("2026-06-11T20:00:00Z"))).toBe("2026-06-11");
    // 23:30 on 11 June in Honolulu is 21:30 on 12 June in Auckland, which is lived for two and a half hours.
    streak.set(at("2026-06-12T09:30:00Z"), { timeZone: "Pacific/Auckland" });
    expect(streak.checkIn(at("2026-06-12T22:00:00Z"))).toBe("2026-06-13");
    const later = at("2026-06-16T00:00:00Z");
    const states = viewDays(streak.at(later), later, "2026-06-10", "2026-06-13", new Map()).map((day) => day.state);
    expect(states).toEqual(["kept", "kept", "travel", "kept"]);
    expect(viewStreak(streak.state, later)).toMatchObject({
      longest: 4,
      longestFrom: "2026-06-09",
      longestTo: "2026-06-13",
    });
    expect(explainDay(streak.state, later, "2026-06-12")).toMatchObject({
      reason: "short_date",
      bounds: { livedMs: 2.5 * HOUR_MS },
    });
  });

  test("a date that never was is travel, and both it and short dates excuse at most two in any seven", () => {
    const streak = new StreakOf();
    streak.set(at("2026-06-01T00:00:00Z"), { timeZone: "Pacific/Niue" });
    streak.checkIn(at("2026-06-10T12:00:00Z"));
    // 23:59 on 10 June in Niue is 00:59 on 12 June in Kiritimati: there is no 11 June.
    streak.set(at("2026-06-11T10:59:00Z"), { timeZone: "Pacific/Kiritimati" });
    streak.checkIn(at("2026-06-11T12:00:00Z"));
    const later = at("2026-06-20T00:00:00Z");
    const explained = explainDay(streak.at(later), later, "2026-06-11");
    expect(explained).toMatchObject({ state: "travel", reason: "not_lived", bounds: null });
    expect(viewStreak(streak.state, later)).toMatchObject({ longest: 2 });
  });

  test("the third short date in seven has to be earned", () => {
    const streak = new StreakOf();
    streak.set(at("2026-06-01T00:00:00Z"), { timeZone: "Pacific/Auckland" });
    streak.checkIn(at("2026-06-09T21:00:00Z"));
    // Three times over night and back, so that 11, 13 and 15 June have less than twelve hours each.
    for (const [index, day] of ["10", "12", "14"].entries()) {
      streak.set(at(`2026-06-${day}T11:30:00Z`), { timeZone: "Pacific/Honolulu" });
      streak.checkIn(at(`2026-06-${day}T20:00:00Z`), { n: 10 + index });
      streak.set(at(`2026-06-${Number(day) + 1}T09:30:00Z`), { timeZone: "Pacific/Auckland" });
    }
    const later = at("2026-06-24T00:00:00Z");
    const days = viewDays(streak.at(later), later, "2026-06-10", "2026-06-15", new Map());
    expect(days.map(({ state }) => state)).toEqual(["kept", "travel", "kept", "travel", "kept", "missed"]);
    expect(viewStreak(streak.state, later).longest).toBe(3);
  });
});

describe("A3 clock changes", () => {
  test.each(["Australia/Sydney", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana"])(
    "in %s a year of evenings is a year of days, at any day start",
    (timeZone) => {
      for (const dayStart of ["00:00", "02:30", "03:00", "12:00"]) {
        const streak = new StreakOf();
        streak.set(at("2025-12-20T00:00:00Z"), { timeZone, dayStart });
        const dates = new Set<string>();
        const first = at("2026-01-01T11:00:00Z");
        for (let day = 0; day < 366; day += 1) dates.add(streak.checkIn(first + day * DAY_MS));
        const now = first + 365 * DAY_MS;
        expect([timeZone, dayStart, dates.size]).toEqual([timeZone, dayStart, 366]);
        expect(viewStreak(streak.at(now), now)).toMatchObject({ current: 366, longest: 366, provisional: [] });
      }
    },
  );
});

describe("A4 night owls", () => {
  test("at 01:30 with a day start of 04:00 it is still yesterday, and today stays open", () => {
    const streak = new StreakOf();
    streak.set(at("2026-11-01T00:00:00Z"), { timeZone: "Europe/Berlin", dayStart: "04:00" });
    streak.checkIn(at("2026-11-09T20:00:00Z"));
    const night = at("2026-11-11T00:30:00Z");
    expect(streak.checkIn(night)).toBe("2026-11-10");
    expect(viewStreak(streak.state, night)).toMatchObject({ current: 2, today: { on: "2026-11-10", state: "kept" } });
    const morning = at("2026-11-11T03:00:00Z");
    expect(viewStreak(streak.at(morning + 1), morning + 1).today).toMatchObject({ on: "2026-11-11", state: "open" });
  });
});

describe("A5 done offline", () => {
  test("23:50 without a network, synchronised at 09:00: provisional, then kept, and kept once", () => {
    const streak = new StreakOf();
    streak.set(at("2026-11-01T00:00:00Z"), { timeZone: "Europe/Berlin" });
    streak.checkIn(at("2026-11-09T20:00:00Z"));
    const composedAt = at("2026-11-10T22:50:00Z");
    const morning = at("2026-11-11T08:00:00Z");
    expect(viewStreak(streak.at(morning), morning)).toMatchObject({
      current: 1,
      provisional: [{ on: "2026-11-10", until: at("2026-11-12T23:00:00Z") }],
    });
    expect(viewDay(streak.state, morning, "2026-11-10")).toMatchObject({ state: "provisional", final: false });
    expect(streak.checkIn(morning, { composedAt, n: 50 })).toBe("2026-11-10");
    expect(viewStreak(streak.state, morning)).toMatchObject({ current: 2, provisional: [] });
    const before = streak.state;
    expect(streak.checkIn(morning + HOUR_MS, { composedAt, n: 50 })).toBe("2026-11-10");
    expect(streak.state).toEqual(before);
    expect(explainDay(streak.state, morning, "2026-11-10").evidence).toMatchObject([
      { kind: "check_in", late: true, at: composedAt },
    ]);
  });

  test("48 h after the close is the last moment", () => {
    for (const [lateMs, answer] of [
      [0, "2026-11-10"],
      [1, "check_in_too_late"],
    ] as const) {
      const streak = new StreakOf();
      streak.set(at("2026-11-01T00:00:00Z"), { timeZone: "Europe/Berlin" });
      streak.checkIn(at("2026-11-09T20:00:00Z"));
      const deadline = at("2026-11-12T23:00:00Z");
      expect(streak.checkIn(deadline + lateMs, { composedAt: at("2026-11-10T20:00:00Z"), n: 9 })).toBe(answer);
      expect(viewDay(streak.at(deadline + 2), deadline + 2, "2026-11-10").state).toBe(lateMs === 0 ? "kept" : "missed");
    }
  });

  test("a clock that runs ahead says no more than now", () => {
    const streak = new StreakOf();
    const now = at("2026-11-10T20:00:00Z");
    expect(streak.checkIn(now, { composedAt: now + 9 * DAY_MS, timeZone: "Europe/Berlin" })).toBe("2026-11-10");
  });
});

type OddDay = {
  localDate: string;
  exists: boolean;
  firstInstant: string | null;
  endInstant: string | null;
  minutes: number;
};
const odd = present
  ? (JSON.parse(readFileSync(CORPUS, "utf8")) as { zone: string; why: string; days: OddDay[] }[])
  : [];

const live = (zone: string, days: readonly OddDay[], skipped: string | null) => {
  const streak = new StreakOf();
  const first = at(days[0]?.firstInstant ?? "");
  streak.set(first - 2 * DAY_MS, { timeZone: zone });
  for (const day of days) {
    if (day.firstInstant === null || day.endInstant === null || day.localDate === skipped) continue;
    // In the last minute of the day, which is where a wrong length shows.
    expect(streak.checkIn(at(day.endInstant) - 60_000)).toBe(day.localDate);
  }
  const end = at(days.at(-1)?.endInstant ?? "");
  return { streak, end };
};

describe.skipIf(!present)(`corpora/timezones odd days${present ? "" : ` (none at ${CORPUS}: set CORPORA_DIR)`}`, () => {
  test.each(odd.map(({ zone, why, days }) => [zone, why, days] as const))(
    "%s, %s: acting on every existing date keeps the streak, missing one loses it",
    (zone, _why, days) => {
      const existing = days.filter((day) => day.exists);
      const all = live(zone, days, null);
      const atEnd = all.end - 1;
      expect(viewStreak(all.streak.at(atEnd), atEnd)).toMatchObject({ current: existing.length, provisional: [] });
      for (const day of days.filter(({ exists }) => !exists)) {
        expect(viewDay(all.streak.at(all.end + 3 * DAY_MS), all.end + 3 * DAY_MS, day.localDate).state).toBe("travel");
      }
      const missing = existing[2]?.localDate ?? addDays(days[0]?.localDate ?? "", 2);
      const one = live(zone, days, missing);
      const later = one.end + 4 * DAY_MS;
      expect(viewDay(one.streak.at(later), later, missing).state).toBe("missed");
      expect(viewStreak(one.streak.state, later).longest).toBe(2);
    },
  );
});
