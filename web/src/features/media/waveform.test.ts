// Bars of sound: as loud as the loudest moment they stand for, as many as there is room for.
import { expect, test } from "vitest";
import { barHeights, waveformOf } from "./waveform.ts";

test("the loudest moment is full, silence is flat, and there are never more bars than samples", () => {
  const samples = Float32Array.from({ length: 1_000 }, (_, index) => (index < 500 ? 0.5 * Math.sin(index) : 0));
  const bars = waveformOf(samples, 10);
  expect(bars).toHaveLength(10);
  expect(Math.max(...bars)).toBe(255);
  expect(bars.slice(5)).toEqual([0, 0, 0, 0, 0]);
  expect(waveformOf(Float32Array.from([0.1, -0.2]), 10)).toEqual([128, 255]);
  expect(waveformOf(new Float32Array(100), 4)).toEqual([0, 0, 0, 0]);
  expect(waveformOf(new Float32Array(0), 4)).toEqual([]);
});

test("heights lie between 0 and 1, few bars spread over many places and many share few", () => {
  expect(barHeights([255, 0], 4)).toEqual([1, 1, 0, 0]);
  expect(barHeights([0, 255, 0, 51], 2)).toEqual([1, 0.2]);
  expect(barHeights(null, 3)).toEqual([0, 0, 0]);
});
