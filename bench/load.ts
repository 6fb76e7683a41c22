// Runs the load generator over a plan and measures the processes of the setup around it.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { planText } from "./plan.ts";
import { useOf } from "./proc.ts";
import type { Server } from "./setups/setup.ts";
import type { Workload } from "./workloads.ts";

/** What the generator says at the end. */
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

/** Throws with the generator's reason where a delivery was lost, came twice or out of order. */
export const measure = async (binary: string, server: Server, workload: Workload, watch?: Watch): Promise<Measured> => {
  const { name, count, members, senders } = workload.rooms;
  let rooms = await server.rooms(name, count, members, senders);
  if (workload.run.kind === "cold") {
    await server.restart();
    rooms = await server.rooms(name, count, members, senders);
  }
  const tag = randomBytes(3).toString("hex");
  const plan = planText({ ...server, tag, run: workload.run, rooms });
  const before = useOf(server.pids());
  const child = spawn(binary, { stdio: ["pipe", "pipe", "inherit"] });
  const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  try {
    child.stdin.write(plan);
    let ready = before;
    let ended: (() => Promise<void>) | undefined;
    for await (const line of createInterface(child.stdout)) {
      if (line === "ready") {
        await untilQuiet(server.pids());
        if (watch !== undefined) ended = await watch(server.pids());
        ready = useOf(server.pids());
        child.stdin.write("go\n");
      } else if (line.startsWith("done ")) {
        const serverCpuMs = useOf(server.pids()).cpuMs - ready.cpuMs;
        await ended?.();
        const told = JSON.parse(line.slice(5)) as Told;
        return { ...told, serverCpuMs, grownBytes: ready.residentBytes - before.residentBytes };
      } else {
        throw new Error(line);
      }
    }
    throw new Error("the load generator ended without a word");
  } finally {
    clearTimeout(patience);
    child.kill();
  }
};
