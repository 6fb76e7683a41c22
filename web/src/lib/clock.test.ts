// The page's clock, on a wire whose length only the test knows.
import { afterEach, expect, test, vi } from "vitest";
import { serverNow, synchroniseClock } from "./clock.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("the first round as a whole takes the place of its first answer, which a page that still loads gets late", async () => {
  vi.useFakeTimers();
  const ways = [{ thereMs: 260, backMs: 20 }, ...Array.from({ length: 7 }, () => ({ thereMs: 30, backMs: 30 }))];
  vi.stubGlobal("fetch", async () => {
    const { thereMs, backMs } = ways.shift() ?? { thereMs: 0, backMs: 0 };
    await vi.advanceTimersByTimeAsync(thereMs);
    const now = Date.now();
    await vi.advanceTimersByTimeAsync(backMs);
    return Response.json({ now });
  });
  await synchroniseClock();
  expect(Math.abs(serverNow() - Date.now())).toBeLessThanOrEqual(1);
});
