import { describe, expect, test } from "vitest";
import { facadeLevels, WINDOWS } from "./facade.ts";
import { pickRoom } from "./live-room.ts";

describe("the facade", () => {
  test("shows exactly as many lit windows as there are people, on phones too", () => {
    for (const people of [0, 1, 7, 60, 120]) {
      const levels = facadeLevels(people);
      expect(levels).toHaveLength(WINDOWS);
      expect(levels.filter((level) => level > 0)).toHaveLength(people);
      expect(levels.filter((level, window) => level > 0 && window % 2 === 0)).toHaveLength(people);
    }
  });

  test("one more person lights one more window and moves none", () => {
    const before = facadeLevels(30);
    const after = facadeLevels(31);
    expect(after.filter((level, window) => level !== before[window])).toEqual([3]);
  });

  test("a house fuller than its windows is warmer, not broken", () => {
    expect(facadeLevels(WINDOWS * 3).every((level) => level === 4)).toBe(true);
  });
});

describe("the room on the landing page", () => {
  const running = { index: 0, startedAt: 0, lengthMs: 1, pausedAt: null };

  test("is the fullest one that runs, else the fullest, else none", () => {
    expect(pickRoom([])).toBeNull();
    const lobby = { present: 40, schedule: null };
    const small = { present: 2, schedule: running };
    const large = { present: 5, schedule: running };
    expect(pickRoom([lobby, small, large])).toBe(large);
    expect(pickRoom([{ present: 1, schedule: null }, lobby])).toBe(lobby);
  });
});
