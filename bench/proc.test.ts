// The kernel's figures of processes and their families.
import { expect, test } from "vitest";
import { familyOf, parseStat, useOf } from "./proc.ts";

const line = (pid: number, name: string, parent: number) =>
  `${pid} (${name}) S ${parent} 1 1 0 -1 4194560 100 0 0 0 25 5 3 2 20 0 11 0 99 1000000 2048 18446744073709551615 1`;

test("a name in brackets may hold spaces and brackets", () => {
  expect(parseStat(line(42, "a (strange) name", 7))).toEqual({
    pid: 42,
    parent: 7,
    cpuMs: 350,
    residentBytes: 2_048 * 4_096,
  });
});

test("a family is its roots and all who descend from them", () => {
  const all = [line(1, "init", 0), line(5, "grandchild", 4), line(4, "child", 3), line(3, "root", 1), line(9, "x", 1)];
  expect(familyOf([3], all.map(parseStat)).map(({ pid }) => pid)).toEqual([5, 4, 3]);
});

test.runIf(process.platform === "linux")("this process has memory", () => {
  expect(useOf([process.pid]).residentBytes).toBeGreaterThan(1_000_000);
});
