// `npm run bench:relays`: one public room with more sockets than one object serves, through relays, on plain workerd.
//   --sockets=20000   how many, of which the first thousand are members of the room and the others listen
//   --seconds=30      how long people write, once everybody is there
//   --rate=0.5        lines a second, each delivered to everybody
//   --limit=1000      sockets for each object, and seats in the room
//   --edges=<n>       processes in front of the runtime that hold the sockets, as the platform has them (crowd/edges.ts); 0: the runtime
//                     does so itself
//   --simulated=<n>   how many of them have no network and live inside the runtime (crowd/crowd.js)
// Both as this machine's limit of open files needs it, unless they are said: workerd takes two for each socket, the generator one.
//   --out=<file>      the figures as JSON
// Every client counts every line and compares its place in the one order with everybody else's; one that misses a line fails the run.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ActorId } from "#core/protocol/auth.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { SUBPROTOCOL, TICKET_PREFIX } from "#core/protocol/version.ts";
import { openTickets } from "#workers/auth/tickets.ts";
import { openTokens } from "#workers/auth/tokens.ts";
import { copyMigratedState } from "../e2e/harness/migrated-state.ts";
import { freePort } from "../scripts/free-port.ts";
import { ROOT } from "../scripts/run.ts";
import { makeSecrets } from "../scripts/secrets.ts";
import { type Bucket, Crowd, isWhole, percentile, readLedger, together } from "./crowd.ts";
import { type Edge, startEdges } from "./crowd/edges.ts";
import { raiseOpenFiles, seating } from "./crowd/open-files.ts";
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
const POLL_EVERY_MS = 50;
const WARM_AT_MOST_MS = 2_000;
/** What the kernel begins with: all processes descend from it. */
const EVERYBODY = [0];
const MEMORY = "/dev/shm";
const { values: options } = parseArgs({
  options: {
    sockets: { type: "string", default: "20000" },
    seconds: { type: "string", default: "30" },
    rate: { type: "string", default: "0.5" },
    limit: { type: "string", default: "1000" },
    simulated: { type: "string" },
    edges: { type: "string" },
    out: { type: "string" },
  },
});
const sockets = Number(options.sockets);
const files = raiseOpenFiles(sockets);
const { simulated, edges } = seating(sockets, files, {
  ...(options.simulated === undefined ? {} : { simulated: Number(options.simulated) }),
  ...(options.edges === undefined ? {} : { edges: Number(options.edges) }),
});
const limit = Number(options.limit);
const rate = Number(options.rate);
const ms = Number(options.seconds) * 1_000;
const warmMs = Math.min(WARM_AT_MOST_MS, ms);

const inTurns = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: REQUESTS_AT_ONCE }, async () => {
      for (const item of queue) await work(item);
    }),
  );
};

/** What the generator says at the end. */
type Told = Readonly<Record<"messages" | "deliveries" | "elapsedMs" | "clientCpuMs", number>>;

/** Resolves when every client of the crowd has so many messages. */
const untilWhole = async (crowd: Crowd, messages: number): Promise<void> => {
  const until = Date.now() + PATIENCE_S * 1_000;
  while (!isWhole(await crowd.told(), messages)) {
    if (Date.now() > until) throw new Error("the crowd did not receive everything");
    await delay(POLL_EVERY_MS);
  }
};

const spread = (buckets: readonly Bucket[]) => ({
  p50Ms: percentile(buckets, 0.5),
  p99Ms: percentile(buckets, 0.99),
  maxMs: percentile(buckets, 1),
});

const runRoom = async (folder: string): Promise<void> => {
  const secrets = makeSecrets();
  const origin = `http://localhost:${PORT}`;
  const persistTo = path.join(folder, "state");
  await copyMigratedState(persistTo);
  const people = writePeople(persistTo, sockets);
  const crowdPort = await freePort();
  const crowd = simulated > 0 ? new Crowd(crowdPort) : null;
  const registry = path.join(folder, "registry");
  await mkdir(registry);
  const inside = { port: crowdPort, script: path.join(ROOT, "bench/crowd/crowd.js") };
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
    ...(crowd === null ? {} : { crowd: inside }),
    ...(edges === 0 ? {} : { registry }),
  };
  const args = [path.join(ROOT, "bench/workerd-host.ts"), JSON.stringify(host)];
  const server = await startProcess({ command: "node", args, cwd: ROOT, port: PORT });
  let fronts: Edge[] = [];
  try {
    fronts = await startEdges(folder, registry, edges);
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
    const socketPath = `/api/v1/live/${room.id}/socket`;
    const offers = await Promise.all(
      people.map(async (person) => {
        const { ticket } = await tickets.issue(person, ActorId.parse(room.id), Date.now() + TICKETS_FOR_MS);
        return `${SUBPROTOCOL},${TICKET_PREFIX}${ticket}`;
      }),
    );
    const overTcp = sockets - simulated;
    const tag = randomBytes(3).toString("hex");
    const page = `bench-${tag}`;
    const plan = [
      `tag ${tag} page ${page}`,
      "dialect lockstep-room order room packs yes",
      `run rate ${rate} ${ms} ${warmMs}`,
      `room ${overTcp}`,
      ...offers
        .slice(0, overTcp)
        .map(
          (offer, index) =>
            `seat ${fronts[index % edges]?.port ?? PORT} ${index < SENDERS ? "S" : "-"} ${offer} ${offer} ${socketPath}`,
        ),
      "end",
      "",
    ].join("\n");
    const warmMessages = Math.floor((rate * warmMs) / 1_000);
    const ledgerFile = path.join(folder, "ledger");

    const frontPids = fronts.map(({ pid }) => pid);
    const before = useOf([server.pid]);
    const startedAt = Date.now();
    const seats = offers.slice(overTcp).map((protocols, place) => ({ index: overTcp + place, protocols }));
    await crowd?.open({ url: `${origin}${socketPath}`, page, tag }, seats);
    const load = spawn(ensureLoad(), {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, PATIENCE_S: String(PATIENCE_S), LEDGER: ledgerFile },
    });
    // A generator that has ended said why, or its end is told below.
    load.stdin.on("error", () => {});
    load.stdin.write(plan);
    let ready = before;
    let frontsReady = ready;
    let busyBefore = 0;
    let ownBefore = 0;
    let joinedMs = 0;
    for await (const line of createInterface(load.stdout)) {
      if (line === "ready") {
        joinedMs = Date.now() - startedAt;
        process.stdout.write(`${sockets} sockets are there after ${Math.round(joinedMs / 1_000)} s\n`);
        if (crowd !== null) await untilWhole(crowd, warmMessages);
        ready = useOf([server.pid]);
        frontsReady = useOf(frontPids);
        busyBefore = useOf(EVERYBODY).cpuMs;
        ownBefore = useOf([process.pid]).cpuMs;
        load.stdin.write("go\n");
      } else if (line.startsWith("done ")) {
        // No further run is asked for.
        load.stdin.end();
        const { messages, deliveries, elapsedMs, clientCpuMs } = JSON.parse(line.slice(5)) as Told;
        if (crowd !== null) await untilWhole(crowd, warmMessages + messages);
        const cpuMs = useOf([server.pid]).cpuMs - ready.cpuMs;
        const edgesCpuMs = useOf(frontPids).cpuMs - frontsReady.cpuMs;
        // The whole family of this process: the runtime, the edges, the generator.
        const othersCpuMs = useOf(EVERYBODY).cpuMs - busyBefore - (useOf([process.pid]).cpuMs - ownBefore);
        const received = crowd === null ? { clients: 0, fault: null, lines: [] } : await crowd.told();
        const { each, last } = together(await readLedger(ledgerFile), received);
        const allDeliveries = each.reduce((sum, [, count]) => sum + count, 0);
        if (allDeliveries !== messages * sockets || deliveries !== messages * overTcp) {
          throw new Error(`${allDeliveries} deliveries of ${messages} messages to ${sockets} sockets`);
        }
        const figures = {
          date: new Date().toISOString().slice(0, 10),
          machine: machineText(),
          sockets,
          simulated,
          socketsPerObject: limit,
          relays: Math.ceil((sockets - limit) / limit),
          linesPerSecond: rate,
          messages,
          deliveries: allDeliveries,
          elapsedMs,
          clientCpuMs,
          toOne: spread(each),
          toTheLast: spread(last),
          joinCpuMsPerSocket: (ready.cpuMs - before.cpuMs) / sockets,
          joinedMs,
          serverCpuMs: cpuMs,
          edges,
          edgesCpuMs,
          edgesResidentMegabytes: frontsReady.residentBytes / 2 ** 20,
          othersCpuMs,
          loadAverage: loadavg().map((load) => Math.round(load * 10) / 10),
          cpuSecondsPerMillionDeliveries: (cpuMs * 1_000) / allDeliveries,
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
    await Promise.all([server, ...fronts].map(({ stop }) => stop()));
  }
};

process.stdout.write(
  `${sockets - simulated} sockets over TCP (edges: ${edges}), ${simulated} inside the runtime: a process may open ${files} files here\n`,
);
await bundleLockstep();
const folder = await mkdtemp(path.join(existsSync(MEMORY) ? MEMORY : tmpdir(), "relays-"));
try {
  await runRoom(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
