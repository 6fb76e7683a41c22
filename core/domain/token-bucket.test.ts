// The bucket never lets more through than its rate and burst allow, and never makes anyone wait longer than it said.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Bucket, takeToken } from "./token-bucket.ts";

const rate = { perSecond: 20, burst: 40 };

test("in no stretch of time are more granted than the burst and what the stretch gives back", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 300, size: "max" }), (waitsMs) => {
      let bucket: Bucket = { tokens: rate.burst, at: 0 };
      let now = 0;
      const grantedAt: number[] = [];
      for (const waitMs of waitsMs) {
        now += waitMs;
        const taken = takeToken(bucket, rate, now);
        bucket = taken.bucket;
        if (taken.retryAfterMs === null) grantedAt.push(now);
      }
      for (const [first, from] of grantedAt.entries()) {
        for (let last = first; last < grantedAt.length; last++) {
          const stretchMs = (grantedAt[last] ?? 0) - from;
          if (last - first + 1 > rate.burst + (stretchMs / 1000) * rate.perSecond + 1e-6) return false;
        }
      }
      return true;
    }),
    { numRuns: 200 },
  );
});

test("whoever waits as long as they were told is let through", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(), (tokens, at) => {
      const refused = takeToken({ tokens, at }, rate, at);
      expect(refused.retryAfterMs).toBeGreaterThan(0);
      expect(takeToken(refused.bucket, rate, at + (refused.retryAfterMs ?? 0)).retryAfterMs).toBeNull();
    }),
  );
});

test("a refusal costs nothing, and a clock that steps back neither gives nor takes", () => {
  const empty: Bucket = { tokens: 0.5, at: 1_000 };
  expect(takeToken(empty, rate, 1_000)).toEqual({ bucket: { tokens: 0.5, at: 1_000 }, retryAfterMs: 25 });
  expect(takeToken(empty, rate, 0).bucket.tokens).toBe(0.5);
});

test("a full bucket does not grow", () => {
  expect(takeToken({ tokens: 40, at: 0 }, rate, 1e9)).toEqual({ bucket: { tokens: 39, at: 1e9 }, retryAfterMs: null });
});
