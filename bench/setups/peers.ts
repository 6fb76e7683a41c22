// What people would pick instead, each with the same work: durable before it is delivered, to everybody in the room.
import { chownSync, mkdirSync } from "node:fs";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { ROOT, run } from "../../scripts/run.ts";
import { BARE, BARE_CONTRACT, BARE_GATHERING, PARTY } from "../gates.ts";
import type { WorkerdOptions } from "../workerd-host.ts";
import { type Command, type Running, startProcess } from "./processes.ts";
import type { Room, Server, Setup } from "./setup.ts";
import {
  asPostgres,
  bunBinary,
  CACHE,
  ensureBound,
  ensurePeers,
  ensurePostgres,
  ensureRedis,
  PEERS,
  Unavailable,
} from "./tools.ts";

type Place = Pick<Server, "dialect" | "packs"> & {
  readonly ports: readonly number[];
  readonly path: (room: string) => string;
};

/** Whoever asks for a seat gets one: the peers check nothing. */
const seatsOf = (
  { ports, path: pathOf }: Place,
  name: string,
  count: number,
  members: number,
  senders: number,
): Room[] =>
  Array.from({ length: count }, (_, room) =>
    Array.from({ length: members }, (_seat, index) => ({
      port: ports[index % ports.length] ?? 0,
      isSender: index < senders,
      protocols: ["-", "-"] as const,
      path: `${pathOf(`${name}-${room}`)}user=person-${index}`,
    })),
  );

const startAll = async (commands: readonly Command[]): Promise<Running[]> => {
  const started: Running[] = [];
  try {
    for (const command of commands) started.push(await startProcess(command));
    return started;
  } catch (error) {
    await Promise.all(started.map(({ stop }) => stop()));
    throw error;
  }
};

/** `stays`: databases that a restart of the server leaves running. */
const serve = async (
  place: Place,
  commands: readonly Command[],
  { stays = [], hasOneOrder = true }: { stays?: readonly Running[]; hasOneOrder?: boolean } = {},
): Promise<Server> => {
  const stopDatabases = () => Promise.all(stays.map(({ stop }) => stop()));
  const start = () =>
    startAll(commands).catch(async (error: unknown) => {
      await stopDatabases();
      throw error;
    });
  let running = await start();
  const stopServers = () => Promise.all(running.map(({ stop }) => stop()));
  return {
    dialect: place.dialect,
    packs: place.packs,
    hasOneOrder,
    pids: () => [...running, ...stays].map(({ pid }) => pid),
    rooms: (name, count, members, senders) => Promise.resolve(seatsOf(place, name, count, members, senders)),
    restart: async () => {
      await stopServers();
      running = await start();
    },
    stop: async () => {
      await stopServers();
      await stopDatabases();
    },
  };
};

/** What flushes once takes what was said at once in one frame too; packages that send each message by itself do not. */
const json = (port: number, packs: boolean): Place => ({
  dialect: "json",
  packs,
  ports: [port],
  path: (room) => `/?room=${room}&`,
});

export const bound: Setup = {
  name: "C, epoll + SQLite, one frame per flush (the bound)",
  start: (folder, port) =>
    serve(json(port, true), [{ command: ensureBound(), args: [String(port), path.join(folder, "data")], port }]),
};

const onNode = (name: string, mode: "each" | "flush"): Setup => ({
  name,
  start: async (folder, port) => {
    await ensurePeers();
    const args = ["ws-sqlite.js", String(port), path.join(folder, "data"), mode];
    return serve(json(port, mode === "flush"), [{ command: "node", args, cwd: PEERS, port }]);
  },
});

export const bareWs = onNode("`ws` + SQLite on Node", "each");
export const flushingWs = onNode("`ws` + SQLite on Node, one frame per flush", "flush");

export const bun: Setup = {
  name: "Bun's sockets + SQLite, one frame per flush",
  start: async (folder, port) => {
    await ensurePeers();
    const args = ["bun-sqlite.js", String(port), path.join(folder, "data")];
    return serve(json(port, true), [{ command: bunBinary(), args, cwd: PEERS, port }]);
  },
};

type WorkerPeer = Pick<Setup, "name" | "without"> & {
  readonly peer: string;
  readonly packs: boolean;
  readonly path: (room: string) => string;
  readonly vars?: WorkerdOptions["vars"];
};

/** A Worker of `bench/peers/`, bundled as a deployment would and run without the dev proxy. */
const onWorkerd = ({ name, without = [], peer, packs, path: pathOf, vars = {} }: WorkerPeer): Setup => ({
  name,
  without,
  start: async (folder, port) => {
    await ensurePeers();
    const config = path.join(PEERS, peer, "wrangler.toml");
    const bundle = path.join(CACHE, peer);
    await run("wrangler", ["deploy", "--dry-run", "--minify", "--config", config, "--outdir", bundle], { quiet: true });
    const options: WorkerdOptions = {
      port,
      config,
      bundle: path.join(bundle, `${peer}.js`),
      persistTo: folder,
      vars,
    };
    const host = path.join(ROOT, "bench/workerd-host.ts");
    const place: Place = { dialect: "json", packs, ports: [port], path: pathOf };
    return serve(place, [{ command: "node", args: [host, JSON.stringify(options)], cwd: ROOT, port }]);
  },
});

export const party = onWorkerd({
  name: PARTY,
  peer: "party",
  packs: false,
  path: (room) => `/parties/room/${room}?`,
});
const bareWorker = { peer: "bare", packs: true, path: (room: string) => `/?room=${room}&` };
export const bareObject = onWorkerd({ name: BARE, ...bareWorker });
export const bareContract = onWorkerd({
  name: BARE_CONTRACT,
  ...bareWorker,
  vars: { EVENTS: "contract" },
  // The length of an event is felt where there are many.
  without: ["A", "B", "Bmax", "fan", "D", "D20", "cold", "C"],
});

export const bareGathering = onWorkerd({
  name: BARE_GATHERING,
  ...bareWorker,
  vars: { GATHER_MS: "20" },
  // A little longer than the product: a saturated room is no matter of time, and chats and newcomers are not to wait.
  without: ["Amax8", "Amax32", "B", "Bmax", "fan", "D", "D20", "cold", "C"],
});

const SCHEMA = `CREATE TABLE messages (id BIGSERIAL PRIMARY KEY, room TEXT NOT NULL, at BIGINT NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL);
  CREATE INDEX messages_by_room ON messages (room, id);`;

const doAsPostgres = (command: readonly string[]): void => {
  const [name = "", ...args] = asPostgres(command);
  const done = spawnSync(name, args, { cwd: "/", encoding: "utf8" });
  if (done.status !== 0) throw new Unavailable(`${command[0]}: ${done.stderr}`);
};

/** As it comes from the package, which means durable at every commit. */
const startPostgres = async (folder: string, port: number): Promise<Running> => {
  const bin = ensurePostgres();
  const data = path.join(folder, "postgres");
  mkdirSync(data);
  const owner =
    asPostgres([]).length > 0 ? Number(spawnSync("id", ["-u", "postgres"], { encoding: "utf8" }).stdout) : null;
  if (owner !== null) for (const one of [folder, data]) chownSync(one, owner, -1);
  doAsPostgres([path.join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres"]);
  const settings = ["-D", data, "-p", String(port), "-k", data, "-c", "listen_addresses=127.0.0.1"];
  const [command = "", ...args] = asPostgres([path.join(bin, "postgres"), ...settings]);
  const running = await startProcess({ command, args, cwd: "/", port });
  doAsPostgres([path.join(bin, "psql"), "-h", data, "-p", String(port), "-U", "postgres", "-q", "-c", SCHEMA]);
  return running;
};

const startRedis = (folder: string, port: number): Promise<Running> =>
  startProcess({
    command: ensureRedis(),
    args: ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
    port,
  });

const socketIoPath = (room: string): string => `/socket.io/?EIO=4&transport=websocket&room=${room}&`;

const socketIo = (name: string, nodes: number, without: readonly string[]): Setup => ({
  name,
  without,
  start: async (folder, port) => {
    await ensurePeers();
    const [redisPort, postgresPort] = [port + nodes, port + nodes + 1];
    // Both are there before either is started.
    ensureRedis();
    const postgres = await startPostgres(folder, postgresPort);
    const redis = await startRedis(folder, redisPort);
    const ports = Array.from({ length: nodes }, (_, index) => port + index);
    const database = path.join(folder, "postgres");
    const commands = ports.map((own) => ({
      command: "node",
      args: ["socket-io.js", String(own), String(redisPort), database, String(postgresPort)],
      cwd: PEERS,
      port: own,
    }));
    const place: Place = { dialect: "socketio", packs: false, ports, path: socketIoPath };
    // Each node sends to its own sockets at once and to the other's through Redis: there is no common order.
    return serve(place, commands, { stays: [postgres, redis], hasOneOrder: nodes === 1 });
  },
});

export const socketIoOne = socketIo("Socket.IO + Redis + PostgreSQL", 1, []);
export const socketIoTwo = socketIo("Socket.IO × 2 + Redis + PostgreSQL", 2, ["C", "cold", "D"]);
