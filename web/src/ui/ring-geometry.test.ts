import { describe, expect, test } from "vitest";
import { clockFigures, litWindows, minutesLeft } from "./ring-geometry.ts";

describe("the ring", () => {
  test("lights windows as time is earned, the current one brightening from 0.35 to 0.85", () => {
    expect(litWindows(null)).toEqual({ lit: 0, current: 0 });
    expect(litWindows(0)).toEqual({ lit: 0, current: 0 });
    expect(litWindows(0.372)).toEqual({ lit: 22, current: 0.51 });
    expect(litWindows(59.999 / 60)).toEqual({ lit: 59, current: 0.85 });
    expect(litWindows(1)).toEqual({ lit: 60, current: 0 });
  });

  test("figures are mm:ss, from an hour on h:mm:ss, and never negative", () => {
    expect(clockFigures(31 * 60_000 + 24_000)).toBe("31:24");
    expect(clockFigures(1)).toBe("00:01");
    expect(clockFigures(0)).toBe("00:00");
    expect(clockFigures(-5_000)).toBe("00:00");
    expect(clockFigures(3_600_000)).toBe("1:00:00");
    expect(clockFigures(3_599_001)).toBe("1:00:00");
  });

  test("a started minute is still to come", () => {
    expect(minutesLeft(30 * 60_000 + 1)).toBe(31);
    expect(minutesLeft(0)).toBe(0);
  });
});
