// The clock of a room: which phase an instant belongs to, and that no command moves what it does not name.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plan, Schedule } from "#core/protocol/rooms.ts";
import { MINUTE_MS, PLAN, START_AT } from "./room.fixture.ts";
import { kindOf, lengthOf, nextPhase, phaseAt, reanchor, roundOf } from "./schedule.ts";

const lengthMs = fc.integer({ min: 1_000, max: 240 * MINUTE_MS });
const plan: fc.Arbitrary<Plan> = fc.record({
  focusMs: lengthMs,
  breakMs: lengthMs,
  longBreakMs: lengthMs,
  longBreakEvery: fc.integer({ min: 0, max: 24 }),
  rounds: fc.option(fc.integer({ min: 1, max: 48 })),
});
/** An anchor as `start`, `skip`, `extend` and time make it; of a plan that may have become another one since. */
const anchored = fc
  .record({ before: plan, after: fc.option(plan), index: fc.nat({ max: 100 }), extra: fc.nat({ max: 60 * MINUTE_MS }) })
  .map(({ before, after, index, extra }) => {
    const ownMs = lengthOf(before, index);
    const schedule: Schedule = {
      index,
      startedAt: START_AT,
      lengthMs: ownMs === 0 ? 0 : ownMs + extra,
      pausedAt: null,
    };
    return { plan: after ?? before, schedule };
  });
const laterMs = fc.oneof(fc.nat({ max: 10 * MINUTE_MS }), fc.nat({ max: 400 * 60 * MINUTE_MS }));

const started = (made: Plan): Schedule => ({ index: 0, startedAt: START_AT, lengthMs: made.focusMs, pausedAt: null });

describe("L1 the phase of an instant", () => {
  const rounds = [25, 5, 25, 15, 25];
  test.each([
    ["begins with focus", 0, 0, "focus", 25],
    ["a phase ends just before the next one begins", 24 * 60 + 59, 0, "focus", 25],
    ["the end of one is the beginning of the next", 25 * 60, 1, "break", 30],
    ["the second break is the long one", 55 * 60, 3, "long_break", 70],
    ["the last round", 70 * 60, 4, "focus", 95],
  ] as const)("L1 %s", (_, second, index, kind, endsAtMinute) => {
    const current = phaseAt(PLAN, started(PLAN), START_AT + second * 1_000);
    expect(current).toMatchObject({ index, kind, endsAt: START_AT + endsAtMinute * MINUTE_MS });
    expect(current.remainingMs).toBe(endsAtMinute * MINUTE_MS - second * 1_000);
  });

  test("L1 after the last round nothing follows: there is no break after it", () => {
    const over = START_AT + rounds.reduce((sum, minutes) => sum + minutes, 0) * MINUTE_MS;
    for (const laterBy of [0, 1, 1e9]) {
      expect(phaseAt(PLAN, started(PLAN), over + laterBy)).toMatchObject({ index: 5, kind: "done", endsAt: null });
    }
  });

  test("L1 without a schedule it is the lobby", () => {
    expect(phaseAt(PLAN, null, START_AT)).toMatchObject({ kind: "lobby", endsAt: null, remainingMs: 0 });
  });

  test("L1 a clock a little behind the anchor sees the anchored phase, not another one", () => {
    expect(phaseAt(PLAN, { ...started(PLAN), index: 2 }, START_AT - 40)).toMatchObject({ index: 2, kind: "focus" });
  });

  test("L1 phases follow each other without gap or overlap, whatever the plan", () => {
    fc.assert(
      fc.property(anchored, laterMs, ({ plan: made, schedule }, ms) => {
        const current = phaseAt(made, schedule, START_AT + ms);
        if (current.endsAt === null) {
          expect(current.kind).toBe("done");
          return;
        }
        expect(START_AT + ms).toBeGreaterThanOrEqual(current.startedAt);
        expect(START_AT + ms).toBeLessThan(current.endsAt);
        expect(current.remainingMs).toBe(current.endsAt - (START_AT + ms));
        const next = phaseAt(made, schedule, current.endsAt);
        expect(next.index).toBe(current.index + 1);
        expect(next.startedAt).toBe(current.endsAt);
        if (next.kind !== "done") expect(next.kind).toBe(kindOf(made, next.index));
      }),
    );
  });

  test("L1 time never leads back: a later instant is in the same phase or a later one", () => {
    fc.assert(
      fc.property(anchored, laterMs, laterMs, ({ plan: made, schedule }, one, other) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)].map((ms) =>
          phaseAt(made, schedule, START_AT + ms),
        );
        expect(first?.index).toBeLessThanOrEqual(last?.index ?? -1);
        expect(first?.startedAt).toBeLessThanOrEqual(last?.startedAt ?? -1);
      }),
    );
  });

  test("L1 an endless plan is the finite one that never ends", () => {
    fc.assert(
      fc.property(plan, fc.nat({ max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (made, phases, part) => {
        let ms = 0;
        for (let index = 0; index < phases; index++) ms += lengthOf({ ...made, rounds: null }, index);
        ms += Math.floor(part * lengthOf({ ...made, rounds: null }, phases));
        const endless = phaseAt({ ...made, rounds: null }, started(made), START_AT + ms);
        expect(phaseAt({ ...made, rounds: 10_000 }, started(made), START_AT + ms)).toEqual(endless);
      }),
    );
  });

  test("L1 a year later an endless room answers at once, and exactly", () => {
    const endless = { ...PLAN, rounds: null };
    const cycleMs = 70 * MINUTE_MS;
    const current = phaseAt(endless, started(endless), START_AT + 7_500 * cycleMs + 26 * MINUTE_MS);
    expect(current).toMatchObject({
      index: 30_001,
      kind: "break",
      startedAt: START_AT + 7_500 * cycleMs + 25 * MINUTE_MS,
    });
  });

  test("L1 a break belongs to the round before it", () => {
    expect([0, 1, 2, 3, 4].map(roundOf)).toEqual([1, 1, 2, 2, 3]);
  });
});

test("L2 re-anchoring changes nothing that is said of any later instant", () => {
  fc.assert(
    fc.property(anchored, laterMs, laterMs, ({ plan: made, schedule }, ms, more) => {
      const here = reanchor(made, schedule, START_AT + ms);
      const later = START_AT + ms + more;
      expect(phaseAt(made, here, later)).toEqual(phaseAt(made, schedule, later));
      expect(reanchor(made, here, START_AT + ms)).toEqual(here);
    }),
  );
});

const pausedAfter = (made: Plan, schedule: Schedule, ms: number): Schedule => {
  const here = reanchor(made, schedule, START_AT + ms);
  return { ...here, pausedAt: START_AT + ms };
};

describe("L3 pause", () => {
  test("L3 while it is paused the remaining time stands still, however long", () => {
    fc.assert(
      fc.property(anchored, laterMs, laterMs, ({ plan: made, schedule }, ms, more) => {
        const before = phaseAt(made, schedule, START_AT + ms);
        fc.pre(before.endsAt !== null);
        const during = phaseAt(made, pausedAfter(made, schedule, ms), START_AT + ms + more);
        expect(during).toMatchObject({ index: before.index, kind: before.kind, remainingMs: before.remainingMs });
        expect(during.endsAt).toBe((before.endsAt ?? 0) + more);
      }),
    );
  });

  test("L3 resuming moves everything that follows by the pause, to the millisecond", () => {
    fc.assert(
      fc.property(anchored, laterMs, laterMs, laterMs, ({ plan: made, schedule }, ms, pauseMs, more) => {
        fc.pre(phaseAt(made, schedule, START_AT + ms).endsAt !== null);
        const paused = pausedAfter(made, schedule, ms);
        const resumed = { ...paused, startedAt: paused.startedAt + pauseMs, pausedAt: null };
        const shifted = phaseAt(made, resumed, START_AT + ms + pauseMs + more);
        const plain = phaseAt(made, schedule, START_AT + ms + more);
        expect(shifted).toEqual({
          ...plain,
          startedAt: plain.startedAt + pauseMs,
          endsAt: plain.endsAt === null ? null : plain.endsAt + pauseMs,
        });
      }),
    );
  });
});

test("L4 the next phase begins now, runs also where the last one was paused, and after the last round there is none", () => {
  fc.assert(
    fc.property(anchored, laterMs, fc.boolean(), ({ plan: made, schedule }, ms, isPaused) => {
      const now = START_AT + ms;
      const current = phaseAt(made, schedule, now);
      fc.pre(current.endsAt !== null);
      const from = isPaused ? { ...reanchor(made, schedule, now), pausedAt: now } : schedule;
      const skipped = nextPhase(made, from, now + 5_000);
      const next = phaseAt(made, skipped, now + 5_000);
      expect(skipped).toMatchObject({ index: phaseAt(made, from, now + 5_000).index + 1, pausedAt: null });
      expect(next).toMatchObject({ index: skipped.index, kind: kindOf(made, skipped.index), startedAt: now + 5_000 });
      expect(next.remainingMs).toBe(lengthOf(made, skipped.index));
    }),
  );
});
