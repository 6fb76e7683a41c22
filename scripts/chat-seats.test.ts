// Seats for more people than a group holds.
import { expect, test } from "vitest";
import { planSeats } from "./chat-seats.ts";

test("where everybody fits nobody moves", () => {
  expect(planSeats(["a", "b", "a"], 2)).toEqual({ first: ["a", "b"], changes: new Map() });
});

test("whoever has said their last makes room for the next, and everybody is there when they speak", () => {
  const authors = ["a", "b", "a", "c", "b", "d", "c"];
  const plan = planSeats(authors, 2);
  expect(plan).toEqual({
    first: ["a", "b"],
    changes: new Map([
      [3, { leaves: "a", joins: "c" }],
      [5, { leaves: "b", joins: "d" }],
    ]),
  });
});

test("more people across each other than seats are too many", () => {
  expect(planSeats(["a", "b", "c", "a", "b"], 2)).toBeNull();
});
