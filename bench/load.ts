// Runs the load generator over a plan and measures the processes of the setup around it.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { planText } from "./plan.ts";
import { useOf } from "./proc.ts";
import { keepApart } from "./processors.ts";
import type { Server } from "./setups/setup.ts";
import type { Workload } from "./workloads.ts";

/** What the generator says at the end of a run. */
type Told = {
  readonly clients: number;
  readonly messages: number;
  readonly deliveries: number;
  readonly elapsedMs: number;
  readonly clientCpuMs: number;
  /** How many latencies stand behind the percentiles. */
  readonly samples: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};
export type Measured = Told & {
  readonly serverCpuMs: number;
  /** What the sockets of the plan added to the memory of the server. */
  readonly grownBytes: number;
};

const PATIENCE_MS = 180_000;

/** At most so much of a core, over so long, is a server with nothing left to do. The kernel counts hundredths of a second. */
const QUIET_CPU_MS = 20;
const QUIET_FOR_MS = 500;
const QUIET_WITHIN_MS = 15_000;

/** What came before leaves work behind, such as a directory that is told of it: no part of what is measured next. */
const untilQuiet = async (pids: readonly number[]): Promise<void> => {
  const until = Date.now() + QUIET_WITHIN_MS;
  for (let before = useOf(pids).cpuMs; Date.now() < until;) {
    await delay(QUIET_FOR_MS);
    const { cpuMs } = useOf(pids);
    if (cpuMs - before <= QUIET_CPU_MS) return;
    before = cpuMs;
  }
};

/** Called with the processes of the server when the work is about to begin; what it answers is called at its end. */
export type Watch = (pids: readonly number[]) => Promise<() => Promise<void>>;

/** The clients of one workload: they have joined and wait. */
export type Gathering = {
  /** For workloads that are paced: as if the work had never stopped. */
  readonly warm: (ms: number) => Promise<void>;
  /** Throws with the generator's reason where a delivery was lost, came twice or out of order. */
  readonly work: (watch?: Watch) => Promise<Measured>;
  readonly leave: () => void;
};

export const gather = async (binary: string, server: Server, workload: Workload): Promise<Gathering> => {
  const { name, count, members, senders } = workload.rooms;
  let rooms = await server.rooms(name, count, members, senders);
  if (workload.run.kind === "cold") {
    await server.restart();
    rooms = await server.rooms(name, count, members, senders);
  }
  const tag = randomBytes(3).toString("hex");
  const before = useOf(server.pids());
  const child = spawn(binary, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  // A generator that has ended said why: that is heard instead of the word that is due.
  child.stdin.on("error", () => {});
  // Work that is paced leaves processors idle: which of them wakes whom there would decide what a message costs.
  const together = workload.run.kind === "rate" && child.pid ? keepApart(server.pids(), child.pid) : () => {};
  const leave = () => {
    together();
    child.kill();
  };

  /** What follows the word that is due. */
  const hear = async (word: string): Promise<string> => {
    const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    const line = await lines.next();
    clearTimeout(patience);
    if (line.done === true) throw new Error("the load generator ended without a word");
    if (!line.value.startsWith(word)) throw new Error(line.value);
    return line.value.slice(word.length);
  };

  const warm = async (ms: number): Promise<void> => {
    child.stdin.write(`warm ${ms}\n`);
    await hear("ready");
  };

  const work = async (watch?: Watch): Promise<Measured> => {
    const ended = await watch?.(server.pids());
    const ready = useOf(server.pids());
    child.stdin.write("go\n");
    const told = JSON.parse(await hear("done ")) as Told;
    const serverCpuMs = useOf(server.pids()).cpuMs - ready.cpuMs;
    await ended?.();
    return { ...told, serverCpuMs, grownBytes: ready.residentBytes - before.residentBytes };
  };

  try {
    child.stdin.write(planText({ ...server, tag, run: workload.run, rooms }));
    await hear("ready");
    await untilQuiet(server.pids());
    return { warm, work, leave };
  } catch (error) {
    leave();
    throw error;
  }
};

/** One piece of work. */
export const measure = async (binary: string, server: Server, workload: Workload, watch?: Watch): Promise<Measured> => {
  const gathering = await gather(binary, server, workload);
  try {
    return await gathering.work(watch);
  } finally {
    gathering.leave();
  }
};
