import { expect, test } from "vitest";
import { parseProcessors } from "./processors.ts";

test("a list of processors may hold ranges and single ones", () => {
  expect(parseProcessors("0-1")).toEqual([0, 1]);
  expect(parseProcessors("0-2,5,7-8\n")).toEqual([0, 1, 2, 5, 7, 8]);
  expect(parseProcessors("3")).toEqual([3]);
});
