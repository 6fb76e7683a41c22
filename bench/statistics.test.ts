// Medians, percentiles and ratios of turns.
import { expect, test } from "vitest";
import { median, percentile, ratioOf, spreadOf } from "./statistics.ts";

test("the median of an even number is between the two in the middle; of nothing it is no number", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("a percentile is a value that was there, by nearest rank", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile(values, 1)).toBe(100);
  expect(percentile([7], 0.5)).toBe(7);
});

test("a spread names the lowest and the highest", () => {
  expect(spreadOf([5, 9, 1])).toEqual({ median: 5, low: 1, high: 9 });
});

test("ratios are taken turn by turn; a turn that lacks one of the two does not count", () => {
  const ours = new Map([
    [1, 10],
    [2, 40],
    [3, 90],
  ]);
  const theirs = new Map([
    [1, 10],
    [2, 20],
  ]);
  expect(ratioOf(ours, theirs)).toEqual({ median: 1.5, low: 1, high: 2 });
  expect(ratioOf(ours, new Map())).toBeNull();
});
