// The shapes Loop Habit Tracker has exported over the years, and what is not one of them.
import { describe, expect, test } from "vitest";
import { parseLoopCsv } from "./loop-csv.ts";

const ONE_HABIT = `Date,Value,Notes
2026-01-25,YES_MANUAL,
2026-01-24,NO,Sick
2026-01-23,YES_AUTO,"Forgot, ""really""
on two lines"
2026-01-22,SKIP,
2026-01-21,UNKNOWN,
2026-01-20,YES_MANUAL,Meditación 🧘
`;
const ALL_HABITS = `Date,Meditate,Wake up early,
2026-01-25,-1,2,
2026-01-24,-1,0,
2026-01-23,3,1,
2026-01-22,2,0,
`;

describe("Loop's CSV", () => {
  test("one habit: done is kept, automatic and skipped days rest, the others are nothing", () => {
    expect(parseLoopCsv(ONE_HABIT)).toEqual({
      ok: true,
      value: {
        source: "Loop Habit Tracker",
        keptOn: ["2026-01-25", "2026-01-20"],
        restedOn: ["2026-01-23", "2026-01-22"],
      },
    });
  });

  test("all habits: any one done keeps the day, or only the one that is asked for", () => {
    expect(parseLoopCsv(ALL_HABITS)).toMatchObject({
      value: { keptOn: ["2026-01-25", "2026-01-22"], restedOn: ["2026-01-23"] },
    });
    expect(parseLoopCsv(ALL_HABITS, "Meditate")).toMatchObject({
      value: { keptOn: ["2026-01-22"], restedOn: ["2026-01-23"] },
    });
    expect(parseLoopCsv(ALL_HABITS, "Juggle")).toEqual({ ok: false, error: "unknown_habit" });
  });

  test("amounts of measurable habits, Windows line ends and a byte order mark are understood", () => {
    const csv = "\uFEFFDate,Value,Notes\r\n2026-01-02,12.500,\r\n2026-01-01,0.000,\r\n2025-12-31,15000,\r\n";
    expect(parseLoopCsv(csv)).toMatchObject({ value: { keptOn: ["2026-01-02", "2025-12-31"], restedOn: [] } });
  });

  test.each([
    ["nothing", ""],
    ["another table", "Name,Score\nMeditate,2\n"],
    ["prose", "Dear all,\nplease find attached"],
    ["a date that is none", "Date,Value\n2026-02-31x,YES_MANUAL\n"],
    ["an unknown word", "Date,Value\n2026-02-01,MAYBE\n"],
    ["a quote that never ends", 'Date,Value\n2026-02-01,"YES_MANUAL\n'],
    ["a page", "<!doctype html><html></html>"],
  ])("%s is refused", (_name, csv) => {
    expect(parseLoopCsv(csv)).toEqual({ ok: false, error: "not_loop_csv" });
  });
});
