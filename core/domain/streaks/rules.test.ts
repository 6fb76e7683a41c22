// The rules of a streak one by one, with the ids of the actor's SPEC.md where they are not about storage.
import { describe, expect, test } from "vitest";
import { addDays } from "../time.ts";
import { archive, thaw } from "./archive.ts";
import { decideFreeze, decideImport } from "./decide.ts";
import { evolve } from "./evolve.ts";
import { explainDay } from "./explain.ts";
import { nextReminderAt, reminderOf } from "./reminder.ts";
import { foldMarks } from "./totals.ts";
import { viewDay, viewDays, viewStreak } from "./view.ts";
import { at, receiptOf, StreakOf } from "./world.fixture.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, 12:00 in Berlin. */
const NOON = at("2026-11-02T11:00:00Z");

const berlin = (): StreakOf => {
  const streak = new StreakOf();
  streak.set(NOON - 5 * DAY_MS, { timeZone: "Europe/Berlin" });
  return streak;
};
/** `k` acts at noon, anything else lets the day pass. */
const live = (streak: StreakOf, days: string, from = NOON): number => {
  for (const [index, day] of [...days].entries()) if (day === "k") streak.checkIn(from + index * DAY_MS);
  return from + (days.length - 1) * DAY_MS;
};
const statesOf = (streak: StreakOf, now: number, from: string, count: number): string[] =>
  viewDays(streak.at(now), now, from, addDays(from, count - 1), new Map()).map(({ state }) => state);

describe("freezes", () => {
  test("S15 seven kept days earn one, fourteen two, and no more are held", () => {
    const streak = berlin();
    const seen = [6, 7, 14, 30].map((days) => {
      const now = NOON + (days - 1) * DAY_MS;
      live(streak, "k".repeat(days));
      return viewStreak(streak.at(now), now).freezes;
    });
    expect(seen).toEqual([0, 1, 2, 2]);
  });

  test("S15 a final miss spends one by itself; before that the day is provisional", () => {
    const streak = berlin();
    const now = live(streak, `${"k".repeat(7)}-kk`);
    expect(statesOf(streak, now, "2026-11-09", 3)).toEqual(["provisional", "kept", "kept"]);
    const later = now + 2 * DAY_MS;
    live(streak, "kk", now + DAY_MS);
    expect(statesOf(streak, later, "2026-11-09", 5)).toEqual(["freeze", "kept", "kept", "kept", "kept"]);
    expect(viewStreak(streak.state, later)).toMatchObject({ current: 11, freezes: 0, keptTowardsFreeze: 4 });
    const explained = explainDay(streak.state, later, "2026-11-09");
    expect(explained).toMatchObject({ reason: "freeze_spent", final: true });
    expect(explained.evidence.map(({ kind }) => kind)).toEqual(["freeze_spent"]);
  });

  test("S15 without one the streak breaks, and nothing is spent where there is none to save", () => {
    const streak = berlin();
    const now = live(streak, "kkk-k");
    const later = now + 4 * DAY_MS;
    expect(statesOf(streak, later, "2026-11-02", 5)).toEqual(["kept", "kept", "kept", "missed", "kept"]);
    expect(viewStreak(streak.state, later)).toMatchObject({ longest: 3, freezes: 0 });
  });

  test("S16 one day can be planned ahead, moved and dropped, with a freeze in hand", () => {
    const streak = berlin();
    const plan = (now: number, on: string | null): string => {
      const decided = decideFreeze(streak.at(now), { on }, now);
      if (!decided.ok) return decided.error.code;
      streak.state = decided.value.reduce(evolve, streak.state);
      return "ok";
    };
    let now = live(streak, "kkk");
    expect(plan(now, "2026-11-10")).toBe("no_freeze");
    now = live(streak, "kkkk", now + DAY_MS);
    expect([plan(now, "2026-11-08"), plan(now, "2026-11-07"), plan(now, "2027-03-01")]).toEqual(
      Array(3).fill("freeze_not_ahead"),
    );
    expect([plan(now, "2026-11-12"), plan(now, "2026-11-12"), plan(now, "2026-11-10")]).toEqual(["ok", "ok", "ok"]);
    expect(viewStreak(streak.state, now).plannedFreezeOn).toBe("2026-11-10");
    expect(statesOf(streak, now, "2026-11-10", 3)).toEqual(["freeze", "future", "future"]);
    expect([plan(now, null), plan(now, "2026-11-09")]).toEqual(["ok", "ok"]);
    const strength = viewStreak(streak.state, now).strength;
    const next = now + DAY_MS;
    expect(viewStreak(streak.at(next), next).today.state).toBe("freeze");
    const later = now + 4 * DAY_MS;
    expect(viewDay(streak.at(later), later, "2026-11-09")).toMatchObject({ state: "freeze", final: true });
    expect(explainDay(streak.state, later, "2026-11-09").evidence.map(({ kind }) => kind)).toEqual([
      "freeze_planned",
      "freeze_spent",
    ]);
    // Planned is no ordinary day: strength moves by the two days after it alone.
    expect(foldMarks({ from: "2026-11-02", marks: "kkkkkkkp" }).strength).toBeCloseTo(strength, 1);
  });

  test("S16 a planned day that is kept after all costs nothing", () => {
    const streak = berlin();
    const now = live(streak, "k".repeat(7));
    const decided = decideFreeze(streak.at(now), { on: "2026-11-09" }, now);
    if (decided.ok) streak.state = decided.value.reduce(evolve, streak.state);
    streak.checkIn(now + DAY_MS);
    const later = now + 2 * DAY_MS;
    expect(viewStreak(streak.at(later), later)).toMatchObject({ current: 8, freezes: 1 });
  });
});

describe("rest days and strength", () => {
  test("S17 rest days neither break nor add, can be kept, and act from the next day", () => {
    const streak = berlin();
    streak.set(NOON, { restDays: [1, 3, 2, 3] });
    expect(viewStreak(streak.state, NOON)).toMatchObject({
      restDays: [],
      upcoming: { from: "2026-11-03", restDays: [1, 2, 3] },
    });
    // Monday itself is still ordinary; Tuesday and Wednesday rest.
    const now = live(streak, "k--k");
    expect(statesOf(streak, now, "2026-11-02", 4)).toEqual(["kept", "rest", "rest", "kept"]);
    expect(viewStreak(streak.state, now).current).toBe(2);
    streak.checkIn(NOON + 9 * DAY_MS);
    expect(viewDay(streak.state, NOON + 9 * DAY_MS, "2026-11-11").state).toBe("kept");
  });

  test("S18 strength moves a fourteenth of the way on every ordinary day, and forgives", () => {
    let expected = 0;
    for (const mark of "kkkkkkkkkk") expected += ((mark === "k" ? 100 : 0) - expected) / 14;
    expect(foldMarks({ from: "2026-01-01", marks: "k".repeat(10) }).strength).toBeCloseTo(expected, 10);
    expect(foldMarks({ from: "2026-01-01", marks: `${"k".repeat(10)}rt` }).strength).toBeCloseTo(expected, 10);
    const missed = foldMarks({ from: "2026-01-01", marks: `${"k".repeat(10)}m` });
    expect(missed.strength).toBeCloseTo(expected - expected / 14, 10);
    expect(missed.current).toBe(0);
  });
});

describe("day starts", () => {
  test("S19 a new day start acts from the next day and moves no instant of a day before", () => {
    const streak = berlin();
    streak.checkIn(NOON);
    streak.set(NOON, { dayStart: "12:00" });
    // The day of the change runs on until noon of the next one, and closes once.
    expect(viewStreak(streak.state, NOON).today).toMatchObject({
      on: "2026-11-02",
      endsAt: at("2026-11-03T11:00:00Z"),
    });
    expect(streak.checkIn(NOON + 23 * HOUR_MS)).toBe("2026-11-02");
    expect(streak.checkIn(NOON + 25 * HOUR_MS)).toBe("2026-11-03");
    const later = NOON + 4 * DAY_MS;
    const days = streak.at(later).days.map(({ closing }) => closing);
    expect(days.slice(0, 2).map((closing) => (closing?.livedMs ?? 0) / HOUR_MS)).toEqual([36, 24]);
    expect(explainDay(streak.state, later, "2026-11-03").evidence.map(({ kind }) => kind)).toEqual([
      "day_start_changed",
      "check_in",
    ]);
  });
});

describe("zones", () => {
  test("S5 a check-in counts where its person says they were, whatever zone the streak knows", () => {
    const streak = berlin();
    streak.checkIn(NOON);
    // 20:00 on 3 November in Los Angeles is 05:00 on 4 November in Berlin.
    const evening = at("2026-11-04T04:00:00Z");
    expect(streak.checkIn(evening, { timeZone: "America/Los_Angeles" })).toBe("2026-11-03");
    expect(viewStreak(streak.state, evening)).toMatchObject({ current: 2, timeZone: "Europe/Berlin", provisional: [] });
  });

  test("S20 the first zone that is said applies to what was measured before it", () => {
    const streak = new StreakOf();
    // 23:30 UTC on 1 November is 00:30 on 2 November in Berlin.
    streak.receive(at("2026-11-02T00:30:00Z"), receiptOf(1, at("2026-11-01T23:30:00Z"), 25));
    expect(viewStreak(streak.state, NOON).startedOn).toBe("2026-11-01");
    streak.set(at("2026-11-02T01:00:00Z"), { timeZone: "Europe/Berlin" });
    expect(viewStreak(streak.at(NOON), NOON)).toMatchObject({ startedOn: "2026-11-02", current: 1, provisional: [] });
    expect(explainDay(streak.state, NOON, "2026-11-02").evidence.map(({ kind }) => kind)).toEqual(["receipt"]);
  });

  test("S20 coming back to a date that has closed opens nothing and closes nothing twice", () => {
    const streak = new StreakOf();
    streak.set(at("2026-06-01T00:00:00Z"), { timeZone: "Pacific/Kiritimati" });
    streak.checkIn(at("2026-06-09T20:00:00Z"));
    // 10 June is over on Kiritimati; six hours later its person is in Berlin, where it is still 10 June.
    const landed = at("2026-06-10T16:00:00Z");
    streak.set(landed, { timeZone: "Europe/Berlin" });
    const closing = streak.at(landed).days.find(({ on }) => on === "2026-06-10")?.closing;
    expect(closing?.at).toBe(at("2026-06-10T10:00:00Z"));
    const later = at("2026-06-14T00:00:00Z");
    expect(streak.at(later).days.find(({ on }) => on === "2026-06-10")?.closing).toEqual(closing);
  });
});

const bring = (streak: StreakOf, now: number, keptOn: string[], restedOn: string[] = []) => {
  const decided = decideImport(streak.at(now), { source: "paper", keptOn, restedOn }, now);
  if (!decided.ok) return decided.error.code;
  streak.state = decided.value.events.reduce(evolve, streak.state);
  return [decided.value.imported, decided.value.skipped];
};

describe("history", () => {
  test("S11 what is missing between imported days was missed there; the streak goes on from the last one", () => {
    const streak = berlin();
    expect(bring(streak, NOON, ["2026-10-28", "2026-10-30", "2026-11-01"], ["2026-10-31"])).toEqual([4, 0]);
    expect(statesOf(streak, NOON, "2026-10-27", 7)).toEqual(["none", "kept", "missed", "kept", "rest", "kept", "open"]);
    expect(viewStreak(streak.state, NOON)).toMatchObject({ current: 2, longest: 2, startedOn: "2026-10-28" });
    streak.checkIn(NOON);
    expect(viewStreak(streak.state, NOON).current).toBe(3);
  });

  test("S11 today, the future and the far past are skipped; a day said late is kept over an imported gap", () => {
    const streak = berlin();
    streak.checkIn(NOON);
    expect(bring(streak, NOON, ["2026-11-02", "2027-01-01", "1999-01-01", "2026-10-30"])).toEqual([1, 3]);
    expect(viewDay(streak.state, NOON, "2026-11-01").state).toBe("missed");
    expect(streak.checkIn(NOON, { composedAt: NOON - DAY_MS, n: 77 })).toBe("2026-11-01");
    expect(viewStreak(streak.state, NOON)).toMatchObject({ current: 2 });
    expect(bring(streak, NOON, [], [])).toBe("nothing_to_import");
  });
});

describe("reminders", () => {
  test("S13 the next one is at the time on the wall, also where clocks skip it", () => {
    const streak = berlin();
    streak.set(NOON, { reminderAt: "20:00" });
    expect(nextReminderAt(streak.state, NOON)).toBe(at("2026-11-02T19:00:00Z"));
    expect(nextReminderAt(streak.state, at("2026-11-02T19:00:00Z"))).toBe(at("2026-11-03T19:00:00Z"));
    streak.set(NOON, { reminderAt: "02:30" });
    // 29 March 2026: from 02:00 to 03:00.
    expect(nextReminderAt(streak.state, at("2026-03-28T12:00:00Z"))).toBe(at("2026-03-29T01:00:00Z"));
  });

  test("S13 nobody is reminded of a kept, a resting or a planned day, nor an hour late", () => {
    const streak = berlin();
    const due = at("2026-11-04T19:00:00Z");
    expect(reminderOf(streak.at(due), due, due)).toBe("2026-11-04");
    expect(reminderOf(streak.at(due), due, due + HOUR_MS + 1)).toBeNull();
    streak.checkIn(due - 2_000);
    expect(reminderOf(streak.at(due), due, due)).toBeNull();
    streak.set(due, { restDays: [4] });
    expect(reminderOf(streak.at(due + DAY_MS), due + DAY_MS, due + DAY_MS)).toBeNull();
  });
});

describe("archive", () => {
  test("S21 months leave the document whole, explain themselves when they come back, and lose nothing", () => {
    const streak = berlin();
    live(streak, "k".repeat(40));
    streak.set(NOON + 10 * DAY_MS + HOUR_MS, { timeZone: "America/New_York" });
    live(streak, "k".repeat(90), NOON + 40 * DAY_MS);
    const now = NOON + 130 * DAY_MS;
    const full = streak.at(now);
    const { state, archived } = archive(full);
    expect(archived.map(({ month }) => month)).toEqual(["2026-11", "2026-12"]);
    expect(state.days.length).toBeLessThanOrEqual(60 + 31 + 4);
    expect(viewStreak(state, now)).toEqual(viewStreak(full, now));
    const days = archived.flatMap((month) => month.days);
    for (const { day, ...rest } of days) {
      expect(explainDay(state, now, day.on, { day, ...rest })).toEqual(explainDay(full, now, day.on));
    }
    expect(thaw(state, days).days).toEqual(full.days);
    expect(archive(thaw(state, days)).archived).toEqual(archived);
  });
});
