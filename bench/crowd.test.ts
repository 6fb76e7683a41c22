// Two halves of a room are one: latencies together, and an order that differs is found.
import { expect, test } from "vitest";
import { seating } from "./crowd/open-files.ts";
import { type CrowdTold, isWhole, type Ledger, percentile, together } from "./crowd.ts";

const ledger: Ledger = {
  lines: [
    { mark: "a", sentAt: 1_000.4, lastAt: 1_020 },
    { mark: "b", sentAt: 1_500, lastAt: 1_560 },
  ],
  each: [
    [10, 1],
    [20, 2],
    [60, 1],
  ],
};

/** Two clients, and one message of before the run. */
const crowd = (...marks: string[]): CrowdTold => ({
  clients: 2,
  fault: null,
  lines: [
    { mark: "warm", at: [[500, 2]] },
    ...marks.map((mark, place) => ({ mark, at: [[1_030 + place * 500, 2]] as const })),
  ],
});

test("a message is with the last of the room when both halves have it", () => {
  const { each, last } = together(ledger, crowd("a", "b"));
  expect(last).toEqual([
    [30, 1],
    [60, 1],
  ]);
  expect(each.reduce((sum, [, count]) => sum + count, 0)).toBe(8);
  expect([percentile(each, 0), percentile(each, 0.5), percentile(each, 1)]).toEqual([10, 30, 60]);
});

test("another order on one side fails the run", () => {
  expect(() => together(ledger, crowd("b", "a"))).toThrow("another order");
});

test("a crowd in which one client lacks a message is not whole", () => {
  const [first, ...others] = crowd("a", "b").lines;
  if (first === undefined) throw new Error("a crowd without lines");
  expect(isWhole(crowd("a", "b"), 3)).toBe(true);
  expect(isWhole(crowd("a"), 3)).toBe(false);
  expect(isWhole({ ...crowd(), lines: [{ mark: "warm", at: [[500, 1]] }, ...others] }, 3)).toBe(false);
});

test("the runtime holds the sockets it has files for, edges hold more, and what is beyond the generator is simulated", () => {
  expect(seating(9_000, 20_000, {})).toEqual({ simulated: 0, edges: 0 });
  expect(seating(15_000, 20_000, {})).toEqual({ simulated: 0, edges: 2 });
  expect(seating(20_000, 20_000, {})).toEqual({ simulated: 400, edges: 2 });
  expect(seating(20_000, Infinity, {})).toEqual({ simulated: 0, edges: 0 });
  expect(seating(60, 20_000, { simulated: 10, edges: 2 })).toEqual({ simulated: 10, edges: 2 });
  expect(() => seating(20_000, 20_000, { simulated: 0 })).toThrow("--simulated=400");
  expect(() => seating(15_000, 20_000, { edges: 1 })).toThrow("--edges=2");
});
