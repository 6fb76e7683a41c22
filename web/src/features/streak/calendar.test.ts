import { assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, localDay, monthLabels, weekdayOf, weekStart, weeksUntil } from "./calendar.ts";

const days = integer({ min: 0, max: 20_000 }).map((count) => addDays("2000-01-01", count));
const firstDays = constantFrom(1, 6, 7);

describe("the calendar", () => {
  test("counts over month, leap day and year", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
    expect(weekdayOf("2026-11-20")).toBe(5);
    expect(weekdayOf("2026-11-22")).toBe(7);
  });

  test("a week begins on the locale's first day and holds the day asked for", () => {
    assert(
      property(days, firstDays, (on, firstDay) => {
        const start = weekStart(on, firstDay);
        expect(weekdayOf(start)).toBe(firstDay);
        expect(start <= on && on <= addDays(start, 6)).toBe(true);
      }),
    );
  });

  test("26 weeks are 182 days without a gap, the last week holding today", () => {
    assert(
      property(days, firstDays, (today, firstDay) => {
        const weeks = weeksUntil(today, 26, firstDay);
        const all = weeks.flat();
        expect(all).toHaveLength(182);
        expect(all.every((on, index) => index === 0 || on === addDays(all[index - 1] ?? "", 1))).toBe(true);
        expect(weeks.at(-1)).toContain(today);
      }),
    );
  });

  test("each month is named once, over the week it begins in", () => {
    const labels = monthLabels(weeksUntil("2026-11-20", 26, 1));
    expect(labels.filter((label) => label !== null)).toEqual([
      "2026-06-01",
      "2026-07-06",
      "2026-08-03",
      "2026-09-07",
      "2026-10-05",
      "2026-11-02",
    ]);
  });

  test("the local day is the date on the wall", () => {
    expect(localDay(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
  });
});
