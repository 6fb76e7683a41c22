import { describe, expect, test } from "vitest";
import { CLOSED_GATE, type Gate, loudnessOf, stepGate } from "./speaking-gate.ts";

/** Loudness every 100 ms; answers when it was told that somebody speaks or has stopped. */
const transitions = (loudness: readonly number[]): readonly (readonly [number, boolean])[] => {
  let gate: Gate = CLOSED_GATE;
  return loudness.flatMap((value, index) => {
    const before = gate.speaking;
    gate = stepGate(gate, value, index * 100);
    return gate.speaking === before ? [] : [[index * 100, gate.speaking] as const];
  });
};
const silence = (steps: number) => Array.from({ length: steps }, () => 0.001);
const speech = (steps: number) => Array.from({ length: steps }, () => 0.1);

describe("speaking", () => {
  test("begins at once and ends after a breath", () => {
    expect(transitions([...silence(3), ...speech(5), ...silence(12)])).toEqual([
      [300, true],
      [1_300, false],
    ]);
  });

  test("goes on through the pauses between words: two transitions, not ten", () => {
    const words = Array.from({ length: 10 }, () => [...speech(2), ...silence(4)]).flat();
    expect(transitions([...words, ...silence(10)]).map(([, speaking]) => speaking)).toEqual([true, false]);
  });

  test("a hum is no speech", () => {
    expect(transitions(Array.from({ length: 50 }, () => 0.012))).toEqual([]);
  });

  test("loudness is the root of the mean square", () => {
    expect(loudnessOf(new Float32Array([0.5, -0.5, 0.5, -0.5]))).toBeCloseTo(0.5);
    expect(loudnessOf(new Float32Array([]))).toBe(0);
  });
});
