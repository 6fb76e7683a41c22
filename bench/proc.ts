// CPU and memory of processes with everything they started, as the kernel counts them.
import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second, wherever Node runs. */
const MS_PER_TICK = 10;
const BYTES_PER_PAGE = 4_096;

export type ProcessUse = {
  readonly pid: number;
  readonly parent: number;
  /** User and system time, with that of children that have ended. */
  readonly cpuMs: number;
  readonly residentBytes: number;
};

/** One line of `/proc/<pid>/stat`; the name in brackets may hold anything. */
export const parseStat = (line: string): ProcessUse => {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const at = (index: number) => Number(fields[index]);
  return {
    pid: Number.parseInt(line, 10),
    parent: at(1),
    cpuMs: (at(11) + at(12) + at(13) + at(14)) * MS_PER_TICK,
    residentBytes: at(21) * BYTES_PER_PAGE,
  };
};

/** `roots` and all their descendants. */
export const familyOf = (roots: readonly number[], all: readonly ProcessUse[]): ProcessUse[] => {
  const family = new Set(roots);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
};

const readAll = (): ProcessUse[] =>
  readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [parseStat(readFileSync(`/proc/${name}/stat`, "utf8"))];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });

export const pidsOf = (roots: readonly number[]): number[] => familyOf(roots, readAll()).map(({ pid }) => pid);

export type Use = { readonly cpuMs: number; readonly residentBytes: number };

export const useOf = (roots: readonly number[]): Use => {
  const family = familyOf(roots, readAll());
  return {
    cpuMs: family.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    residentBytes: family.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
  };
};
