// The load generator against the C bound: it finds what a wrong server does, and finds nothing wrong with a right one.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { findCommand } from "../scripts/run.ts";
import { freePort } from "../scripts/free-port.ts";
import { gather, measure } from "./load.ts";
import { startProcess } from "./setups/processes.ts";
import type { Server } from "./setups/setup.ts";
import { ensureBound, ensureLoad } from "./setups/tools.ts";
import type { Workload } from "./workloads.ts";

const hasCompiler = findCommand("cc") !== null && existsSync("/usr/include/sqlite3.h");

const work = (run: Workload["run"]): Workload => ({
  name: "A",
  title: "",
  laps: { count: 1, warmMs: 0 },
  rooms: { name: "a", count: 2, members: 5, senders: 2 },
  run,
});

const withBound = async <T>(fault: string, use: (server: Server) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-"));
  const port = await freePort();
  const args = [String(port), path.join(folder, "data"), ...(fault === "" ? [] : [fault])];
  const running = await startProcess({ command: ensureBound(), args, port });
  const seat = (room: number, index: number) => ({
    port,
    isSender: index < 2,
    protocols: ["-", "-"] as const,
    path: `/?room=${room}&user=${index}`,
  });
  try {
    return await use({
      dialect: "json",
      hasOneOrder: true,
      packs: true,
      pids: () => [running.pid],
      rooms: () => Promise.resolve([0, 1].map((room) => [0, 1, 2, 3, 4].map((index) => seat(room, index)))),
      restart: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    });
  } finally {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

const RATE = { kind: "rate", perSecond: 2_000, ms: 300, warmMs: 0 } as const;

test.runIf(hasCompiler)("every message is delivered to everybody in the room, and counted (needs cc and SQLite)", () =>
  withBound("", async (server) => {
    const rated = await measure(ensureLoad(), server, work(RATE));
    expect(rated).toMatchObject({ clients: 10, messages: 600, deliveries: 3_000, samples: 600 });
    const { messages, deliveries } = await measure(
      ensureLoad(),
      server,
      work({ kind: "window", outstanding: 4, ms: 100, warmMs: 20 }),
    );
    expect(messages).toBeGreaterThan(0);
    expect(deliveries).toBe(messages * 5);
  }),
);

test.runIf(hasCompiler)("whoever has gathered works as often as it is asked, and each run is counted by itself", () =>
  withBound("", async (server) => {
    const { warm, work: once, leave } = await gather(ensureLoad(), server, work(RATE));
    for (let run = 0; run < 2; run++) {
      await warm(50);
      expect(await once()).toMatchObject({ messages: 600, deliveries: 3_000 });
    }
    leave();
  }),
);

test.runIf(hasCompiler)("who was away gets exactly what was written meanwhile", () =>
  withBound("", async (server) => {
    const told = await measure(ensureLoad(), server, work({ kind: "rejoin", messages: 3 }));
    // Two writers in each of two rooms stay; three of each come back to six messages.
    expect(told).toMatchObject({ deliveries: 2 * 3 * 6, samples: 6 });
  }),
);

test.runIf(hasCompiler).each(["lose", "repeat", "swap"])("a server that does wrong is found out: %s", (fault) =>
  withBound(fault, async (server) => {
    await expect(measure(ensureLoad(), server, work(RATE))).rejects.toThrow(/^fail .*(message|messages) /);
  }),
);
