// `npm run bench:relays`: one public room with more sockets than one object serves, through relays, on plain workerd.
//   --sockets=20000   how many, of which the first thousand are members of the room and the others listen
//   --seconds=30      how long people write, once everybody is there
//   --rate=2          lines a second, each delivered to everybody
//   --limit=1000      sockets for each object, and seats in the room
//   --out=<file>      the figures as JSON
// Every client counts every line and compares its place in the one order with everybody else's; one that misses a line fails the run.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { ActorId } from "#core/protocol/auth.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { SUBPROTOCOL, TICKET_PREFIX } from "#core/protocol/version.ts";
import { openTickets } from "#workers/auth/tickets.ts";
import { openTokens } from "#workers/auth/tokens.ts";
import { copyMigratedState } from "../e2e/harness/migrated-state.ts";
import { ROOT } from "../scripts/run.ts";
import { makeSecrets } from "../scripts/secrets.ts";
import { machineText } from "./machine.ts";
import { useOf } from "./proc.ts";
import { bundleLockstep } from "./setups/lockstep.ts";
import { writePeople } from "./setups/lockstep-people.ts";
import { startProcess } from "./setups/processes.ts";
import { ensureLoad } from "./setups/tools.ts";
import type { WorkerdOptions } from "./workerd-host.ts";

const PORT = Number(process.env["BENCH_PORT"] ?? 8_870);
const SENDERS = 10;
const REQUESTS_AT_ONCE = 8;
const TICKETS_FOR_MS = 30 * 60_000;
/** Opening a socket costs a few requests: minutes for tens of thousands on one machine. */
const PATIENCE_S = 900;
const MEMORY = "/dev/shm";

const { values: options } = parseArgs({
  options: {
    sockets: { type: "string", default: "20000" },
    seconds: { type: "string", default: "30" },
    rate: { type: "string", default: "2" },
    limit: { type: "string", default: "1000" },
    out: { type: "string" },
  },
});
const sockets = Number(options.sockets);
const limit = Number(options.limit);
const rate = Number(options.rate);
const ms = Number(options.seconds) * 1_000;

const inTurns = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: REQUESTS_AT_ONCE }, async () => {
      for (const item of queue) await work(item);
    }),
  );
};

/** What the generator says at the end. */
type Told = Readonly<
  Record<"messages" | "deliveries" | "elapsedMs" | "clientCpuMs" | "p50Ms" | "p99Ms" | "maxMs", number>
>;

const runRoom = async (folder: string): Promise<void> => {
  const secrets = makeSecrets();
  const origin = `http://localhost:${PORT}`;
  const persistTo = path.join(folder, "state");
  await copyMigratedState(persistTo);
  const people = writePeople(persistTo, sockets);
  const host: WorkerdOptions = {
    port: PORT,
    config: path.join(ROOT, "wrangler.toml"),
    bundle: path.join(ROOT, ".cache/bench/worker/index.js"),
    persistTo,
    vars: {
      ...secrets,
      APP_ORIGIN: origin,
      ENVIRONMENT: "bench",
      AUTH_LIMIT_FACTOR: "1000",
      SOCKETS_PER_OBJECT: String(limit),
      ROOM_SEATS: String(limit),
    },
  };
  const args = [path.join(ROOT, "bench/workerd-host.ts"), JSON.stringify(host)];
  const server = await startProcess({ command: "node", args, cwd: ROOT, port: PORT });
  try {
    const tokens = openTokens(secrets.AUTH_KEYS, origin);
    const ask = async (person: Identity, route: string, body: object): Promise<{ room: { id: string } }> => {
      const { accessToken } = await tokens.issue({ ...person, amr: "pwd", authAt: Date.now() }, Date.now());
      const response = await fetch(`${origin}/api/v1${route}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
      return (await response.json()) as { room: { id: string } };
    };
    const [owner, ...others] = people;
    if (owner === undefined) throw new Error("a room without people");
    const { room } = await ask(owner, "/rooms", { title: "Crowd", visibility: "public", openChat: true });
    await inTurns(
      others.slice(0, limit - 1),
      async (person) => void (await ask(person, "/rooms/join", { roomId: room.id })),
    );

    const tickets = openTickets(secrets.HMAC_SECRET);
    const seats = await Promise.all(
      people.map(async (person, index) => {
        const { ticket } = await tickets.issue(person, ActorId.parse(room.id), Date.now() + TICKETS_FOR_MS);
        const offered = `${SUBPROTOCOL},${TICKET_PREFIX}${ticket}`;
        return `seat ${PORT} ${index < SENDERS ? "S" : "-"} ${offered} ${offered} /api/v1/live/${room.id}/socket`;
      }),
    );
    const tag = randomBytes(3).toString("hex");
    const plan = [
      `tag ${tag} page bench-${tag}`,
      "dialect lockstep-room order room",
      `run rate ${rate} ${ms} 2000`,
      `room ${seats.length}`,
      ...seats,
      "end",
      "",
    ].join("\n");

    const before = useOf([server.pid]);
    const startedAt = Date.now();
    const load = spawn(ensureLoad(), {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, PATIENCE_S: String(PATIENCE_S) },
    });
    load.stdin.write(plan);
    let ready = before;
    let joinedMs = 0;
    for await (const line of createInterface(load.stdout)) {
      if (line === "ready") {
        ready = useOf([server.pid]);
        joinedMs = Date.now() - startedAt;
        process.stdout.write(`${sockets} sockets are there after ${Math.round(joinedMs / 1_000)} s\n`);
        load.stdin.write("go\n");
      } else if (line.startsWith("done ")) {
        const told = JSON.parse(line.slice(5)) as Told;
        const cpuMs = useOf([server.pid]).cpuMs - ready.cpuMs;
        const figures = {
          date: new Date().toISOString().slice(0, 10),
          machine: machineText(),
          sockets,
          socketsPerObject: limit,
          relays: Math.ceil((sockets - limit) / limit),
          linesPerSecond: rate,
          ...told,
          joinCpuMsPerSocket: (ready.cpuMs - before.cpuMs) / sockets,
          joinedMs,
          serverCpuMs: cpuMs,
          cpuSecondsPerMillionDeliveries: (cpuMs * 1_000) / told.deliveries,
          kilobytesPerSocket: (ready.residentBytes - before.residentBytes) / 1_024 / sockets,
          residentMegabytes: ready.residentBytes / 2 ** 20,
        };
        process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
        if (options.out !== undefined) await writeFile(options.out, `${JSON.stringify(figures, null, 2)}\n`);
        return;
      } else {
        throw new Error(line);
      }
    }
    throw new Error("the load generator ended without a word");
  } finally {
    await server.stop();
  }
};

await bundleLockstep();
const folder = await mkdtemp(path.join(existsSync(MEMORY) ? MEMORY : tmpdir(), "relays-"));
try {
  await runRoom(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
