// The page's clock, on a wire whose length only the test knows.
import { afterEach, beforeEach, expect, test, vi } from "vitest";

type Way = { readonly thereMs: number; readonly backMs: number; readonly busyMs?: number };

const records: object[] = [];

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  vi.spyOn(performance, "getEntriesByType").mockImplementation(() => records as PerformanceEntryList);
});
afterEach(() => {
  records.length = 0;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** `busyMs`: how long the page has other things to do before it sends, and before it looks at what came. */
const wire = (first: Way, others: Way, isRecorded: boolean) => {
  let probes = 0;
  vi.stubGlobal("fetch", async (path: string) => {
    const { thereMs, backMs, busyMs = 0 } = probes++ === 0 ? first : others;
    const startTime = performance.now();
    await vi.advanceTimersByTimeAsync(busyMs);
    const requestStart = performance.now();
    await vi.advanceTimersByTimeAsync(thereMs);
    const now = Date.now();
    await vi.advanceTimersByTimeAsync(backMs);
    const name = `https://lockstep.example${path}`;
    if (isRecorded) records.push({ name, startTime, requestStart, responseStart: performance.now() });
    return Response.json({ now });
  });
};

const offMs = async (): Promise<number> => {
  const { serverNow, synchroniseClock } = await import("./clock.ts");
  await synchroniseClock();
  return Math.abs(serverNow() - Date.now());
};

test("the first round as a whole takes the place of its first answer, which a page that still loads gets late", async () => {
  wire({ thereMs: 260, backMs: 20 }, { thereMs: 30, backMs: 30 }, false);
  expect(await offMs()).toBeLessThanOrEqual(1);
});

test("what a request waits for in a busy page is no part of its way, where the browser tells it apart", async () => {
  const busy = { thereMs: 30, backMs: 30, busyMs: 200 };
  wire(busy, busy, true);
  expect(await offMs()).toBeLessThanOrEqual(1);
});
