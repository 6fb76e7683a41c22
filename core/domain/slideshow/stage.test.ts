// Which slide is on follows from the state and the clock alone.
import { describe, expect, test } from "vitest";
import { showOf, START_AT } from "./deck.fixture.ts";
import { slideBefore, stageAt } from "./stage.ts";

describe("K1 which slide is on follows from the state and the clock", () => {
  test("K1 what was on stays until the instant all have agreed on", () => {
    const show = showOf({ from: 3, to: 7 });
    expect(stageAt(show, START_AT - 1)).toEqual({ index: 3, since: null, until: START_AT, media: null });
    expect(stageAt(show, START_AT)).toEqual({
      index: 7,
      since: START_AT,
      until: null,
      media: { on: true, positionMs: 0 },
    });
    expect(stageAt(showOf({ from: null }), START_AT - 1).index).toBeNull();
  });

  test("K2 played by interval, slides come by themselves, and the last one stays", () => {
    const show = showOf({ from: 1, to: 7, intervalMs: 5_000 });
    expect(stageAt(show, START_AT + 4_999)).toMatchObject({ index: 7, until: START_AT + 5_000 });
    expect(stageAt(show, START_AT + 5_000)).toMatchObject({ index: 8, since: START_AT + 5_000 });
    expect(stageAt(show, START_AT + 3_600_000)).toEqual({
      index: 9,
      since: START_AT + 10_000,
      until: null,
      media: { on: true, positionMs: 3_590_000 },
    });
    expect(slideBefore(show, START_AT + 5_000)).toBe(7);
    expect(slideBefore(show, START_AT)).toBe(1);
  });

  test("K3 sound and film run from where they were set, and stand where they were stopped", () => {
    const runs = showOf({ playback: { on: true, positionMs: 2_000, effectiveAt: START_AT + 100 } });
    expect(stageAt(runs, START_AT + 50).media).toEqual({ on: true, positionMs: 2_000 });
    expect(stageAt(runs, START_AT + 1_100).media).toEqual({ on: true, positionMs: 3_000 });
    const stands = showOf({ playback: { on: false, positionMs: 2_000, effectiveAt: START_AT } });
    expect(stageAt(stands, START_AT + 60_000).media).toEqual({ on: false, positionMs: 2_000 });
    const next = showOf({ intervalMs: 1_000, playback: { on: false, positionMs: 2_000, effectiveAt: START_AT } });
    expect(stageAt(next, START_AT + 1_300).media).toEqual({ on: true, positionMs: 300 });
  });
});
