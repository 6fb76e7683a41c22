import { spawn, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { keepApart, parseProcessors, processorsOf } from "./processors.ts";

test("a list of processors may hold ranges and single ones", () => {
  expect(parseProcessors("0-1")).toEqual([0, 1]);
  expect(parseProcessors("0-2,5,7-8\n")).toEqual([0, 1, 2, 5, 7, 8]);
  expect(parseProcessors("3")).toEqual([3]);
});

const canKeepApart = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

test.runIf(canKeepApart)(
  "the generator has the last processor alone, until the server has all of them back (needs taskset)",
  () => {
    const [server, generator] = [spawn("sleep", ["60"]), spawn("sleep", ["60"])];
    try {
      const [one, other] = [server.pid, generator.pid] as [number, number];
      const all = processorsOf(one);
      const together = keepApart([one], other);
      expect(processorsOf(other)).toEqual(all.slice(-1));
      expect(processorsOf(one)).toEqual(all.slice(0, -1));
      together();
      expect(processorsOf(one)).toEqual(all);
    } finally {
      server.kill();
      generator.kill();
    }
  },
);
