// Settling, line by line as the wire protocol says it; the model of it is the room's own (G2).
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Ack, Reject } from "#core/protocol/frames.ts";
import { happenedOf, isRetry, settle } from "./settling.ts";

const refused = (n: number): Reject => ({ type: "reject", n, code: "chat_closed" });
const empty = (n: number): Ack => ({ type: "ack", n, seq: null });
const known = (happened: readonly (readonly [number, number])[], answered: readonly (Ack | Reject)[] = []) => ({
  happened: new Map(happened),
  answered: new Map(answered.map((frame) => [frame.n ?? 0, frame])),
});

describe("a command of one client", () => {
  test.each([
    ["new, and nothing before it is missing", { n: 1, floor: 1 }, known([]), { verdict: "decide" }],
    ["new, everything before it settled at the client", { n: 9, floor: 9 }, known([]), { verdict: "decide" }],
    [
      "new, after one that happened and one that was refused",
      { n: 3, floor: 1 },
      known([[1, 7]], [refused(2)]),
      { verdict: "decide" },
    ],
    [
      "that has happened: an ack with its last seq",
      { n: 2, floor: 1 },
      known([
        [1, 7],
        [2, 9],
      ]),
      { verdict: "answer", frame: { type: "ack", n: 2, seq: 9 } },
    ],
    [
      "that was refused: the same refusal",
      { n: 1, floor: 1 },
      known([], [refused(1)]),
      { verdict: "answer", frame: refused(1) },
    ],
    [
      "that had nothing to change: the same ack",
      { n: 1, floor: 1 },
      known([], [empty(1)]),
      { verdict: "answer", frame: empty(1) },
    ],
    [
      "whose event and refusal are both known: the event wins",
      { n: 1, floor: 1 },
      known([[1, 5]], [refused(1)]),
      { verdict: "answer", frame: { type: "ack", n: 1, seq: 5 } },
    ],
    [
      "after which a later one has happened",
      { n: 2, floor: 1 },
      known([
        [1, 5],
        [3, 6],
      ]),
      { verdict: "stale" },
    ],
    [
      "before which one is missing: the first that is",
      { n: 5, floor: 2 },
      known(
        [
          [2, 8],
          [4, 9],
        ].slice(0, 1) as [number, number][],
      ),
      { verdict: "gap", expected: 3 },
    ],
    [
      "with nothing known of what its client still waits for",
      { n: 4, floor: 2 },
      known([]),
      { verdict: "gap", expected: 2 },
    ],
  ] as const)("%s", (_, place, history, expected) => {
    expect(settle(place, history)).toEqual(expected);
  });

  test("a refusal of a later one does not make it stale: only what happened has an order", () => {
    expect(settle({ n: 1, floor: 1 }, known([], [refused(2)]))).toEqual({ verdict: "decide" });
  });

  test("whatever is known, what has happened is never decided again and nothing overtakes what is missing", () => {
    const n = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(n, n, fc.uniqueArray(n), fc.uniqueArray(n), (asked, lowest, happened, answered) => {
        const floor = Math.min(asked, lowest);
        const history = known(
          happened.map((m) => [m, m * 10]),
          answered.map(refused),
        );
        const settlement = settle({ n: asked, floor }, history);
        if (happened.includes(asked))
          expect(settlement).toMatchObject({ verdict: "answer", frame: { seq: asked * 10 } });
        if (settlement.verdict !== "decide") return;
        expect(answered).not.toContain(asked);
        expect(happened.every((m) => m < asked)).toBe(true);
        for (let m = floor; m < asked; m++) expect([...happened, ...answered]).toContain(m);
      }),
    );
  });
});

const by = (user: string, client: string, n: number) => ({ user, client, n });

test("what has happened is read from the log by user and client, after since, the last seq of each n", () => {
  const events = [
    { seq: 1, by: by("a", "one", 1) },
    { seq: 2, by: by("a", "one", 2) },
    { seq: 3, by: by("a", "one", 2) },
    { seq: 4, by: null },
    { seq: 5, by: by("b", "one", 3) },
    { seq: 6, by: by("a", "two", 3) },
  ];
  expect([...happenedOf(events, "a", "one", 0)]).toEqual([
    [1, 1],
    [2, 3],
  ]);
  expect([...happenedOf(events, "a", "one", 1)]).toEqual([[2, 3]]);
  expect([...happenedOf(events, "b", "two", 0)]).toEqual([]);
});

test("only a reject that says when or what first leaves the command where it is", () => {
  expect(isRetry({ type: "reject", n: 1, code: "too_fast", retryAfterMs: 50 })).toBe(true);
  expect(isRetry({ type: "reject", n: 2, code: "gap", expected: 1 })).toBe(true);
  expect(isRetry({ type: "reject", n: 2, code: "overloaded", retryAfterMs: 0 })).toBe(true);
  for (const code of ["stale", "malformed", "chat_closed"]) expect(isRetry({ type: "reject", n: 1, code })).toBe(false);
});
