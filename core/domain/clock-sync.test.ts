// The estimator against simulated networks: every round trip, asymmetry and skew that the contract names.
import { array, assert, double, infiniteStream, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bestOf,
  boundAt,
  type ClockSample,
  type ClockState,
  lookAgainMs,
  PROBES_PER_ROUND,
  RESYNC_EVERY_MS,
  sampleOf,
  sleptBetween,
  SLEW_MS_PER_MS,
  synchronise,
  timeAt,
  unsynchronised,
  wake,
} from "./clock-sync.ts";

const SERVER_EPOCH = 1_800_000_000_000;

/** One client's view: `mono` runs with `drift` (a part per one), the network delays each way by itself. */
const probe = (mono: number, there: number, back: number, drift = 0): ClockSample => {
  const serverAt = SERVER_EPOCH + (mono + there) * (1 + drift);
  return sampleOf(mono, mono + there + back, serverAt);
};
const truth = (mono: number, drift = 0): number => SERVER_EPOCH + mono * (1 + drift);

const delays = record({
  there: double({ min: 0.5, max: 160, noNaN: true }),
  back: double({ min: 0.5, max: 160, noNaN: true }),
});

describe("one round", () => {
  test("the truth always lies within the error bound, whatever the delays, the asymmetry and the device's clock", () => {
    assert(
      property(
        array(delays, { minLength: 1, maxLength: PROBES_PER_ROUND }),
        integer({ min: -3_600_000, max: 3_600_000 }),
        (paths, skewMs) => {
          let state = unsynchronised(SERVER_EPOCH + skewMs, 0);
          let mono = 0;
          const samples = paths.map(({ there, back }) => {
            const sample = probe(mono, there, back);
            mono = sample.mono;
            return sample;
          });
          state = synchronise(state, samples, mono);
          expect(Math.abs(timeAt(state, mono) - truth(mono))).toBeLessThanOrEqual(boundAt(state, mono) + 1e-3);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("the first answer replaces a wrong device clock at once", () => {
    const state = synchronise(unsynchronised(SERVER_EPOCH - 3_600_000, 0), [probe(0, 20, 20)], 40);
    expect(timeAt(state, 40)).toBeCloseTo(truth(40), 3);
  });

  test("the sample with the least round trip wins", () => {
    const best = bestOf([probe(0, 100, 10), probe(200, 12, 11), probe(400, 10, 150)]);
    expect(best?.rttMs).toBeCloseTo(23, 6);
    expect(bestOf([])).toBeNull();
  });

  test("twenty clients with 20-200 ms, 30 ms jitter and up to 60 ms asymmetry agree within 50 ms at p95", () => {
    assert(
      property(infiniteStream(double({ min: 0, max: 1, noNaN: true })), (stream) => {
        const random = () => stream.next().value as number;
        const errors = Array.from({ length: 20 }, () => {
          const rtt = 20 + 180 * random();
          const asymmetry = Math.min(rtt / 2, (random() - 0.5) * 60);
          let mono = random() * 10_000;
          const samples = Array.from({ length: PROBES_PER_ROUND }, () => {
            const jitter = 30 * random();
            const sample = probe(
              mono,
              rtt / 2 + asymmetry / 2 + jitter * random(),
              rtt / 2 - asymmetry / 2 + jitter * random(),
            );
            mono = sample.mono + 50;
            return sample;
          });
          const state = synchronise(unsynchronised(random() * 2e12, 0), samples, mono);
          return timeAt(state, mono) - truth(mono);
        }).toSorted((a, b) => a - b);
        const spread = (errors[18] ?? 0) - (errors[1] ?? 0);
        expect(spread).toBeLessThanOrEqual(50);
      }),
      { numRuns: 500 },
    );
  });
});

const synced = (offsetErrorMs: number): ClockState =>
  synchronise(unsynchronised(0, 0), [{ offsetMs: SERVER_EPOCH + offsetErrorMs, rttMs: 10, mono: 0 }], 0);

describe("between rounds", () => {
  test("a small correction is walked at 5 ms per second and never runs backwards", () => {
    for (const wrong of [100, -100]) {
      const state = synchronise(synced(wrong), [{ offsetMs: SERVER_EPOCH, rttMs: 8, mono: 1_000 }], 1_000);
      expect(timeAt(state, 1_000)).toBeCloseTo(truth(1_000) + wrong, 6);
      expect(timeAt(state, 2_000)).toBeCloseTo(truth(2_000) + wrong - Math.sign(wrong) * SLEW_MS_PER_MS * 1_000, 6);
      expect(timeAt(state, 60_000)).toBeCloseTo(truth(60_000), 6);
      let last = timeAt(state, 1_000);
      for (let mono = 1_001; mono < 30_000; mono += 7) {
        const next = timeAt(state, mono);
        expect(next).toBeGreaterThan(last);
        last = next;
      }
    }
  });

  test("above 250 ms it steps", () => {
    const state = synchronise(synced(251), [{ offsetMs: SERVER_EPOCH, rttMs: 8, mono: 1_000 }], 1_000);
    expect(timeAt(state, 1_000)).toBeCloseTo(truth(1_000), 6);
  });

  test("what is left to walk counts into the error bound", () => {
    const state = synchronise(synced(100), [{ offsetMs: SERVER_EPOCH, rttMs: 8, mono: 1_000 }], 1_000);
    expect(boundAt(state, 1_000)).toBeCloseTo(104, 6);
    expect(boundAt(state, 60_000)).toBeLessThan(6);
  });

  test("drift beyond what the bounds explain becomes a rate, noise within them does not", () => {
    const noisy = synchronise(
      synced(0),
      [{ offsetMs: SERVER_EPOCH + 9, rttMs: 10, mono: RESYNC_EVERY_MS }],
      RESYNC_EVERY_MS,
    );
    expect(noisy.target.rate).toBe(0);
    const drift = 150 / 1_000_000;
    let state = synchronise(unsynchronised(0, 0), [probe(0, 2, 2, drift)], 4);
    for (let round = 1; round <= 6; round++) {
      const mono = round * RESYNC_EVERY_MS;
      state = synchronise(state, [probe(mono, 2, 2, drift)], mono + 4);
    }
    const later = 7 * RESYNC_EVERY_MS - 1_000;
    expect(Math.abs(timeAt(state, later) - truth(later, drift))).toBeLessThan(10);
  });

  test("a worse look changes nothing, but for one that what is known cannot explain", () => {
    const known = synchronise(unsynchronised(SERVER_EPOCH, 0), [probe(0, 10, 10)], 20);
    const lopsided = probe(RESYNC_EVERY_MS, 300, 20);
    expect(synchronise(known, [lopsided], lopsided.mono)).toBe(known);
    const { offsetMs, rttMs, mono } = lopsided;
    const elsewhere = synchronise(known, [{ offsetMs: offsetMs + 5_000, rttMs, mono }], mono);
    expect(Math.abs(timeAt(elsewhere, mono) - truth(mono) - 5_000)).toBeLessThanOrEqual(160);
  });

  test("a round that told little is looked at again twice, later each time; a good one is not", () => {
    const wide = synchronise(unsynchronised(SERVER_EPOCH, 0), [probe(0, 90, 90)], 180);
    expect([0, 1, 2].map((looks) => lookAgainMs(wide, looks))).toEqual([4_000, 30_000, null]);
    const good = synchronise(wide, [probe(4_000, 20, 20)], 4_040);
    expect(boundAt(good, 4_040)).toBeLessThan(boundAt(wide, 4_040));
    expect(lookAgainMs(good, 1)).toBeNull();
  });

  test("nothing answered, nothing changes", () => {
    const state = synced(0);
    expect(synchronise(state, [], 5_000)).toBe(state);
  });
});

describe("sleep", () => {
  test("a jump of the wall clock by more than a second beyond performance.now() is a sleep", () => {
    expect(sleptBetween({ wall: 0, mono: 0 }, { wall: 601_000, mono: 1_000 })).toBe(600_000);
    expect(sleptBetween({ wall: 0, mono: 0 }, { wall: 1_900, mono: 1_000 })).toBe(0);
    expect(sleptBetween({ wall: 10_000, mono: 0 }, { wall: 0, mono: 1_000 })).toBe(0);
  });

  test("until the first probe the time slept is added, even where the device's clock is an hour wrong", () => {
    const before = synchronise(unsynchronised(SERVER_EPOCH - 3_600_000, 0), [probe(0, 5, 5)], 10);
    const after = wake(before, 600_000, 2_000);
    expect(timeAt(after, 2_000)).toBeCloseTo(truth(602_000), 3);
    expect(boundAt(after, 2_000)).toBeGreaterThan(1_000);
    const probed = synchronise(after, [{ offsetMs: SERVER_EPOCH + 600_100, rttMs: 10, mono: 2_050 }], 2_050);
    expect(probed.target.boundMs).toBe(5);
  });
});
