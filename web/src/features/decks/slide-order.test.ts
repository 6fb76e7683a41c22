// Moving slides by hand.
import { expect, test } from "vitest";
import { moved, placeAt } from "./slide-order.ts";

test("a slide that is moved takes its place, and the others keep their order", () => {
  const all = ["a", "b", "c", "d"];
  expect(moved(all, 0, 2)).toEqual(["b", "c", "a", "d"]);
  expect(moved(all, 3, 0)).toEqual(["d", "a", "b", "c"]);
  expect(moved(all, 1, 99)).toEqual(["a", "c", "d", "b"]);
  expect(moved(all, 2, -5)).toEqual(["c", "a", "b", "d"]);
  expect(moved(all, 1, 1)).toBe(all);
  expect(moved(all, 9, 0)).toBe(all);
});

test("what is dropped belongs to the row it was dropped on", () => {
  expect([placeAt([10, 20, 30], 5), placeAt([10, 20, 30], 22), placeAt([10, 20, 30], 99)]).toEqual([0, 2, 2]);
});
