// When a player is told to start, stop and wait, by the show and by what its starts have taken.
import { describe, expect, test } from "vitest";
import { showOf, START_AT } from "./deck.fixture.ts";
import { leadOf, nextLookAt, playerOrder, withStart } from "./playing.ts";

const STANDS = { isRunning: false, leadMs: 80 };
const RUNS = { isRunning: true, leadMs: 80 };

describe("K23 a player is told to start as much earlier as its starts have lately taken", () => {
  test("K23 one that stands starts that much ahead, where it will be by then, and is left alone until its slide is on", () => {
    const show = showOf({ from: 3, to: 7 });
    expect(playerOrder(show, 7, START_AT - 81, STANDS)).toEqual({ kind: "stand", positionMs: 0 });
    expect(playerOrder(show, 7, START_AT - 80, STANDS)).toEqual({ kind: "run", positionMs: 0 });
    expect(playerOrder(show, 7, START_AT - 79, RUNS)).toEqual({ kind: "as_it_is" });
    expect(playerOrder(show, 7, START_AT + 200, RUNS)).toEqual({ kind: "run", positionMs: 200 });
    const late = { kind: "run", positionMs: 60_080 };
    expect(playerOrder(show, 7, START_AT + 60_000, STANDS)).toEqual(late);
  });

  test("K23 what has yet to go carries on, and is stopped at the instant itself, not ahead of it", () => {
    const show = showOf({ from: 3, to: 7 });
    expect(playerOrder(show, 3, START_AT - 40, RUNS)).toEqual({ kind: "as_it_is" });
    expect(playerOrder(show, 3, START_AT, RUNS)).toEqual({ kind: "stand", positionMs: 0 });
    const stopped = showOf({ from: 7, to: 7, playback: { on: false, positionMs: 4_000, effectiveAt: START_AT } });
    expect(playerOrder(stopped, 7, START_AT - 40, RUNS)).toEqual({ kind: "as_it_is" });
    expect(playerOrder(stopped, 7, START_AT, RUNS)).toEqual({ kind: "stand", positionMs: 4_000 });
    const resumed = showOf({ from: 7, to: 7, playback: { on: true, positionMs: 4_000, effectiveAt: START_AT } });
    expect(playerOrder(resumed, 7, START_AT - 80, STANDS)).toEqual({ kind: "run", positionMs: 4_000 });
  });

  test("K23 a page looks when it is to start and when the slide turns, also where slides come by themselves", () => {
    const show = showOf({ from: 1, to: 7, intervalMs: 5_000 });
    expect(nextLookAt(show, START_AT - 500, 80)).toBe(START_AT - 80);
    expect(nextLookAt(show, START_AT - 80, 80)).toBe(START_AT);
    // A timer that was early is set again.
    expect(nextLookAt(show, START_AT - 0.3, 80)).toBe(START_AT);
    expect(nextLookAt(show, START_AT, 80)).toBe(START_AT + 4_920);
    expect(nextLookAt(showOf(), START_AT, 80)).toBeNull();
  });

  test("K23 the middle of the last five starts counts, so that one held back changes nothing", () => {
    let lately: readonly number[] = [];
    expect(leadOf(lately)).toBe(40);
    for (const tookMs of [70, 60, 900, 65, 75]) lately = withStart(lately, tookMs);
    expect(leadOf(lately)).toBe(70);
    for (const tookMs of [20, 22, 21, -5, 5_000]) lately = withStart(lately, tookMs);
    expect(lately).toEqual([20, 22, 21, 0, 1_000]);
    expect(leadOf(lately)).toBe(21);
  });
});
