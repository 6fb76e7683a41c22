import { expect, it } from "vitest";
import { openOrphanWatch } from "./orphan-watch.ts";

const open = (outcomes: boolean[]) => {
  const timers: { ms: number; run: () => void; isStopped: boolean }[] = [];
  let looks = 0;
  const watch = openOrphanWatch(
    () => Promise.resolve(outcomes[looks++] ?? true),
    (ms, run) => {
      const timer = { ms, run, isStopped: false };
      timers.push(timer);
      return () => void (timer.isStopped = true);
    },
  );
  const running = () => timers.filter(({ isStopped }) => !isStopped);
  return { watch, timers, running, looks: () => looks };
};

it("what somebody else held is looked for again, less and less often, until nothing is left", async () => {
  const { watch, timers, looks } = open([false, false, true]);
  await watch.look();
  timers[0]?.run();
  await expect.poll(() => timers.length).toBe(2);
  timers[1]?.run();
  await expect.poll(looks).toBe(3);
  expect(timers.map(({ ms }) => ms)).toEqual([2_000, 4_000]);
});

it("two connections at once leave one timer, and a closed page none", async () => {
  const { watch, running } = open([false, false, false]);
  await Promise.all([watch.look(), watch.look()]);
  expect(running().length).toBe(1);
  watch.close();
  expect(running().length).toBe(0);
  await watch.look();
  expect(running().length).toBe(0);
});
