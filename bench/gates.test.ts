// Gates and figures from samples made up here.
import { expect, test } from "vitest";
import type { Sample } from "./figures.ts";
import { FIGURES, figureOf, isClientBusy } from "./figures.ts";
import {
  BARE,
  BARE_CONTRACT,
  BARE_GATHERING,
  BOUND,
  comparedAt,
  GATES,
  judge,
  OURS,
  PARTY,
  SOCKET_IO,
} from "./gates.ts";
import type { Measured } from "./load.ts";
import { SETUPS } from "./setups/index.ts";

const measured = (change: Partial<Measured>): Measured => ({
  clients: 50,
  messages: 1_000,
  deliveries: 50_000,
  elapsedMs: 5_000,
  clientCpuMs: 100,
  samples: 1_000,
  p50Ms: 5,
  p99Ms: 9,
  maxMs: 12,
  serverCpuMs: 1_000,
  grownBytes: 0,
  ...change,
});

const sample = (
  setup: string,
  turn: number,
  change: Partial<Measured>,
  workload: Sample["workload"] = "A",
): Sample => ({
  setup,
  workload,
  turn,
  measured: measured(change),
});

test("CPU is told in seconds for a million deliveries, a rejoin in milliseconds, a socket in bytes", () => {
  expect(FIGURES.cpuPerMillion(measured({ serverCpuMs: 850, deliveries: 50_000 }))).toBeCloseTo(17);
  expect(FIGURES.messagesPerSecond(measured({ messages: 1_000, elapsedMs: 5_000 }))).toBe(200);
  expect(FIGURES.cpuMsPerRejoin(measured({ serverCpuMs: 250, samples: 999 }))).toBeCloseTo(0.25, 2);
  expect(FIGURES.bytesPerSocket(measured({ grownBytes: 5_000_000, clients: 5_000 }))).toBe(1_000);
});

test("a gate is a ratio of the same turns, and is met by its median", () => {
  const samples = [1, 2, 3].flatMap((turn) => [
    sample(OURS, turn, { serverCpuMs: [400, 450, 900][turn - 1] ?? 0 }),
    sample(SOCKET_IO, turn, { serverCpuMs: 1_000 }),
  ]);
  const verdict = judge(samples).find(({ workload, figure }) => workload === "A" && figure === "cpuPerMillion");
  expect(verdict?.value).toEqual({ median: 0.45, low: 0.4, high: 0.9 });
  expect(verdict).toMatchObject({ isMet: true, isAimed: false });
});

test("what was not measured is not met", () => {
  const verdicts = judge([sample(OURS, 1, { p50Ms: 20 })]);
  expect(verdicts.every(({ isMet }) => !isMet)).toBe(true);
  expect(verdicts.filter(({ value }) => value !== null).map(({ figure }) => figure)).toEqual(["p50Ms"]);
});

test("more is better where a gate says at least", () => {
  const samples = [sample(OURS, 1, { messages: 300 }, "Amax8"), sample(BOUND, 1, { messages: 1_000 }, "Amax8")];
  const verdict = judge(samples).find(({ against, figure }) => against === BOUND && figure === "messagesPerSecond");
  expect(verdict).toMatchObject({ isMet: true, isAimed: false });
});

test("the floor is the better of the objects without an engine", () => {
  const samples = (["A", "Amax8"] as const).flatMap((workload) => [
    sample(SOCKET_IO, 1, {}, workload),
    sample(BARE, 1, { serverCpuMs: 800, messages: 9_000 }, workload),
    sample(PARTY, 1, { serverCpuMs: 600, messages: 2_000 }, workload),
  ]);
  const floors = judge(samples).filter(({ against }) => against === SOCKET_IO);
  expect(floors.flatMap(({ floor }) => (floor === null ? [] : [floor.median]))).toEqual([0.6, 0.6, 9]);
});

test("who takes turns at a workload is who its gates compare, and the floors", () => {
  expect(comparedAt("B")).toEqual(new Set([OURS, SOCKET_IO, BARE, PARTY, BARE_CONTRACT, BARE_GATHERING]));
  expect(comparedAt("Amax8")).toContain(BOUND);
});

test("gates compare with setups that exist", () => {
  const names = new Set(SETUPS.map(({ name }) => name));
  expect([OURS, BARE, PARTY, BARE_CONTRACT, BARE_GATHERING].filter((name) => !names.has(name))).toEqual([]);
  expect(GATES.filter(({ against }) => against !== null && !names.has(against))).toEqual([]);
});

test("a load generator that had no time left is named", () => {
  expect(isClientBusy(measured({ clientCpuMs: 4_600, elapsedMs: 5_000 }))).toBe(true);
  expect(isClientBusy(measured({ clientCpuMs: 4_000, elapsedMs: 5_000 }))).toBe(false);
});

test("a figure without samples is none", () => {
  expect(figureOf([], { setup: OURS, workload: "A", figure: "p50Ms" })).toBeNull();
});
