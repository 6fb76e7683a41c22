// Work side by side.
import { expect, test } from "vitest";
import { createLanes } from "./at-once.ts";

test("never more than so many at once, all of them in turn, and what fails holds nobody up", async () => {
  const inLane = createLanes(2);
  let running = 0;
  let most = 0;
  const work = (index: number) =>
    inLane(async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      if (index === 1) throw new Error("one fails");
      return index;
    });
  const all = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  expect(all.map((one) => (one.status === "fulfilled" ? one.value : null))).toEqual([0, null, 2, 3, 4]);
  expect(most).toBe(2);
});
