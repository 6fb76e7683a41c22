import { expect, onTestFinished, test, vi } from "vitest";
import { writeTogether } from "./write-together.ts";

const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

test("what one turn gives is written at once, what comes meanwhile with the next, all of it in order", async () => {
  const writes: number[][] = [];
  const told: number[] = [];
  let finish: (() => void) | undefined;
  const give = writeTogether<number>(
    (items) => {
      writes.push([...items]);
      return new Promise<void>((resolve) => (finish = resolve));
    },
    (items) => void told.push(...items),
  );
  for (const item of [1, 2, 3]) give(item);
  await turn();
  expect(writes).toEqual([[1, 2, 3]]);
  give(4);
  await turn();
  give(5);
  expect(told).toEqual([]);
  finish?.();
  await turn();
  expect([writes, told]).toEqual([
    [
      [1, 2, 3],
      [4, 5],
    ],
    [1, 2, 3],
  ]);
  finish?.();
  await turn();
  give(6);
  await turn();
  expect(writes.at(-1)).toEqual([6]);
  expect(told).toEqual([1, 2, 3, 4, 5]);
});

test("what goes wrong with one keeps nobody from writing the next", async () => {
  const reported = vi.fn<(error: unknown) => void>();
  vi.stubGlobal("reportError", reported);
  onTestFinished(() => void vi.unstubAllGlobals());
  const told: number[] = [];
  const give = writeTogether<number>(turn, (items) => {
    if (items.includes(1)) throw new Error("a listener broke");
    told.push(...items);
  });
  give(1);
  await Promise.resolve();
  await Promise.resolve();
  // Given while the first is on its way to the disk.
  give(2);
  await turn();
  await turn();
  expect(told).toEqual([2]);
  give(3);
  await turn();
  await turn();
  expect(told).toEqual([2, 3]);
  expect(reported.mock.calls).toEqual([[new Error("a listener broke")]]);
});
