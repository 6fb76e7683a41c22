// Limits exactly kept: under a crowd, across evictions, and without remains.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { AuthLimiter } from "./auth-limiter.ts";

const HOURLY = { burst: 5, everyMs: 3_600_000 };
const newLimiter = () => env.AUTH_LIMITER.getByName(crypto.randomUUID());
const stored = (stub: DurableObjectStub<AuthLimiter>) =>
  runInDurableObject(stub, async (_limiter, { storage }) => [...(await storage.list()).keys()]);

describe("AuthLimiter", () => {
  it("R1 of a crowd at once exactly the burst is let through", async () => {
    const limiter = newLimiter();
    const taken = await Promise.all(Array.from({ length: 50 }, () => limiter.take(HOURLY)));
    expect(taken.filter(({ allowed }) => allowed)).toHaveLength(5);
    const refused = taken.find(({ allowed }) => !allowed);
    expect(refused).toMatchObject({ allowed: false, retryAfterMs: expect.any(Number) });
  });

  it("R2 an eviction between every step forgets nothing", async () => {
    const limiter = newLimiter();
    const allowed = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      allowed.push((await limiter.take(HOURLY)).allowed);
      await evictDurableObject(limiter);
    }
    expect(allowed).toEqual([true, true, true, true, true, false, false]);
    await limiter.giveBack(HOURLY);
    await evictDurableObject(limiter);
    expect([(await limiter.take(HOURLY)).allowed, (await limiter.take(HOURLY)).allowed]).toEqual([true, false]);
  });

  it("R3 asking for a sign of life, or giving back what was never taken, stores nothing", async () => {
    const limiter = newLimiter();
    expect(await limiter.ping()).toBe("pong");
    await limiter.giveBack(HOURLY);
    expect(await stored(limiter)).toEqual([]);
  });

  it("R4 one that is whole again deletes itself; one that is not stays", async () => {
    const whole = newLimiter();
    await whole.take({ burst: 5, everyMs: 0 });
    expect(await stored(whole)).not.toEqual([]);
    expect(await runDurableObjectAlarm(whole)).toBe(true);
    expect(await stored(whole)).toEqual([]);
    const used = newLimiter();
    await used.take(HOURLY);
    expect(await runDurableObjectAlarm(used)).toBe(true);
    expect(await stored(used)).not.toEqual([]);
    expect(await runDurableObjectAlarm(used)).toBe(true);
  });
});
