// Who measures is kept apart from who is measured: the load generator has the last processor to itself.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pidsOf } from "./proc.ts";

/** The list of a cpuset, as in `0-3,6`: each by its number. */
export const parseProcessors = (list: string): number[] =>
  list
    .trim()
    .split(",")
    .flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });

/** Those a process may run on. */
export const processorsOf = (pid: number): number[] => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return parseProcessors(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "0");
};

/** Moves processes, everything they started, and all their threads; where there is no `taskset` they stay where they are. */
const confine = (roots: readonly number[], processors: readonly number[]): void => {
  for (const pid of pidsOf(roots)) spawnSync("taskset", ["-a", "-c", "-p", processors.join(","), String(pid)]);
};

/** What is answered lets the server go where it likes again. One processor is nothing to share out. */
export const keepApart = (server: readonly number[], generator: number): (() => void) => {
  const all = processorsOf(process.pid);
  if (all.length < 2) return () => {};
  confine(server, all.slice(0, -1));
  confine([generator], all.slice(-1));
  return () => confine(server, all);
};
