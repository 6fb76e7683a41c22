import { describe, expect, test } from "vitest";
import { DEFAULT_PLAN } from "#core/domain/lock-in/plans.ts";
import { clockView, rhythmOf } from "./room-phase.ts";

const at = 1_800_000_000_000;
const running = {
  plan: DEFAULT_PLAN,
  schedule: { index: 0, startedAt: at, lengthMs: DEFAULT_PLAN.focusMs, pausedAt: null },
};

describe("the clock of a room in a list", () => {
  test("nothing runs in the lobby", () => {
    expect(clockView({ plan: DEFAULT_PLAN, schedule: null }, at)).toMatchObject({
      fraction: null,
      paused: false,
      phase: { kind: "lobby" },
    });
  });

  test("the fraction is the part of the phase that is over", () => {
    expect(clockView(running, at).fraction).toBe(0);
    expect(clockView(running, at + DEFAULT_PLAN.focusMs / 4).fraction).toBeCloseTo(0.25, 9);
    expect(clockView(running, at + DEFAULT_PLAN.focusMs)).toMatchObject({
      fraction: 0,
      round: 1,
      phase: { kind: "break" },
    });
  });

  test("an extended phase is measured by its extended length", () => {
    const extended = { ...running, schedule: { ...running.schedule, lengthMs: 30 * 60_000 } };
    expect(clockView(extended, at + 15 * 60_000).fraction).toBeCloseTo(0.5, 9);
  });

  test("while paused the ring stands still", () => {
    const paused = { ...running, schedule: { ...running.schedule, pausedAt: at + 5 * 60_000 } };
    for (const later of [5, 60, 600]) {
      const view = clockView(paused, at + later * 60_000);
      expect(view.paused).toBe(true);
      expect(view.fraction).toBeCloseTo(0.2, 9);
      expect(view.phase.remainingMs).toBe(20 * 60_000);
    }
  });

  test("the rhythm is told in minutes, tenths where it must be", () => {
    expect(rhythmOf(DEFAULT_PLAN)).toEqual([25, 5]);
    expect(rhythmOf({ ...DEFAULT_PLAN, focusMs: 90_000, breakMs: 30_000 })).toEqual([1.5, 0.5]);
  });
});
