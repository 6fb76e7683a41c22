// The product: its own Worker, bundled as it is deployed, with authentication, membership, deduplication and limits on.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ActorId } from "#core/protocol/auth.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { SUBPROTOCOL, TICKET_PREFIX } from "#core/protocol/version.ts";
import { openTickets } from "#workers/auth/tickets.ts";
import { openTokens } from "#workers/auth/tokens.ts";
import { copyMigratedState } from "../../e2e/harness/migrated-state.ts";
import { ensurePagesFolder } from "../../scripts/pages-folder.ts";
import { ROOT, run } from "../../scripts/run.ts";
import { makeSecrets, type Secrets, toDevVars } from "../../scripts/secrets.ts";
import type { WorkerdOptions } from "../workerd-host.ts";
import { writePeople } from "./lockstep-people.ts";
import { type Running, startProcess } from "./processes.ts";
import type { Room, Seat, Server, Setup } from "./setup.ts";

/** As many as the largest room has, and as five hundred chats of two need. */
const PEOPLE = 1_000;
/** Tickets are made long before they are used: thousands at a time, and those for coming back with the first ones. */
const TICKETS_FOR_MS = 10 * 60_000;
const REQUESTS_AT_ONCE = 8;
const WELL_WITHIN_MS = 60_000;
const POLL_EVERY_MS = 50;
/** The limits run, but out of the way: a benchmark sends faster than people may. */
const WIDE = { AUTH_LIMIT_FACTOR: "1000", SOCKET_LIMIT_FACTOR: "100000" };

const bundleFolder = path.join(ROOT, ".cache/bench/worker");

/** Once for all runs. The pages are not part of what is measured, but their folder has to be there. */
export const bundleLockstep = async (): Promise<void> => {
  await ensurePagesFolder();
  await run("wrangler", ["deploy", "--dry-run", "--minify", "--outdir", bundleFolder], { quiet: true });
};

type Launch = (world: World) => Promise<Running>;
type World = {
  readonly folder: string;
  readonly port: number;
  readonly origin: string;
  readonly persistTo: string;
  readonly secrets: Secrets;
};

const onWorkerd: Launch = ({ port, origin, persistTo, secrets }) => {
  const options: WorkerdOptions = {
    port,
    config: path.join(ROOT, "wrangler.toml"),
    bundle: path.join(bundleFolder, "index.js"),
    persistTo,
    vars: { ...secrets, ...WIDE, APP_ORIGIN: origin, ENVIRONMENT: "bench" },
  };
  const host = path.join(ROOT, "bench/workerd-host.ts");
  return startProcess({ command: "node", args: [host, JSON.stringify(options)], cwd: ROOT, port });
};

const onWranglerDev: Launch = async ({ folder, port, origin, persistTo, secrets }) => {
  const envFile = path.join(folder, "secrets");
  await writeFile(envFile, toDevVars(secrets), { mode: 0o600 });
  const settings = ["--inspector-port=0", "--show-interactive-dev-session=false", "--log-level=warn"];
  const storage = ["--persist-to", persistTo, "--env-file", envFile];
  const vars = Object.entries({ APP_ORIGIN: origin, ...WIDE }).flatMap(([name, value]) => [
    "--var",
    `${name}:${value}`,
  ]);
  const args = ["dev", `--port=${port}`, ...settings, ...storage, ...vars];
  return startProcess({ command: "wrangler", args, cwd: ROOT, port });
};

/** Without the space that a list may have: a seat's fields are separated by spaces. */
const offered = (ticket: string): string => `${SUBPROTOCOL},${TICKET_PREFIX}${ticket}`;

/** The rooms of one run of the product, made through its API. */
class Rooms {
  readonly #world: World;
  readonly #people: readonly Identity[];
  readonly #made = new Map<string, string[]>();

  constructor(world: World, people: readonly Identity[]) {
    this.#world = world;
    this.#people = people;
  }

  /** Members of the room at this place, spread over everybody. */
  members(place: number, size: number): Identity[] {
    return Array.from({ length: size }, (_, index) => {
      const person = this.#people[(place * size + index) % this.#people.length];
      if (person === undefined) throw new Error("more members than people");
      return person;
    });
  }

  token(person: Identity): Promise<{ accessToken: string }> {
    const { secrets, origin } = this.#world;
    return openTokens(secrets.AUTH_KEYS, origin).issue({ ...person, amr: "pwd", authAt: Date.now() }, Date.now());
  }

  async #make(members: readonly Identity[]): Promise<string> {
    const [owner, ...others] = members;
    if (owner === undefined) throw new Error("a room without members");
    const { accessToken } = await this.token(owner);
    const memberIds = others.map(({ user }) => user);
    const kind = memberIds.length === 1 ? { kind: "direct" } : { kind: "group", title: "Bench" };
    const response = await fetch(`${this.#world.origin}/api/v1/conversations`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ ...kind, memberIds, encryption: "none" }),
    });
    if (!response.ok) throw new Error(`no conversation: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { conversation: { id: string } }).conversation.id;
  }

  async ids(name: string, count: number, size: number): Promise<string[]> {
    const made = this.#made.get(name) ?? [];
    this.#made.set(name, made);
    while (made.length < count) {
      const places = Array.from(
        { length: Math.min(REQUESTS_AT_ONCE, count - made.length) },
        (_, index) => made.length + index,
      );
      made.push(...(await Promise.all(places.map((place) => this.#make(this.members(place, size))))));
    }
    return made;
  }

  async seat(id: string, person: Identity, isSender: boolean): Promise<Seat> {
    const tickets = openTickets(this.#world.secrets.HMAC_SECRET);
    const actor = ActorId.parse(id);
    const issuedAt = Date.now() + TICKETS_FOR_MS;
    const [first, second] = await Promise.all([
      tickets.issue(person, actor, issuedAt),
      tickets.issue(person, actor, issuedAt),
    ]);
    const path = `/api/v1/live/${id}/socket`;
    return { port: this.#world.port, isSender, protocols: [offered(first.ticket), offered(second.ticket)], path };
  }
}

/** What the command door's own workload needs beside seats. */
export type LockstepServer = Server & {
  readonly origin: string;
  readonly door: () => Promise<{ id: string; accessToken: string }>;
};

/** A proxy listens long before the product behind it does. */
const untilWell = async (origin: string): Promise<void> => {
  const until = Date.now() + WELL_WITHIN_MS;
  for (;;) {
    const isWell = await fetch(`${origin}/api/v1/clock`, { signal: AbortSignal.timeout(WELL_WITHIN_MS) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isWell) return;
    if (Date.now() > until) throw new Error("the product does not answer");
    await delay(POLL_EVERY_MS);
  }
};

export const isLockstep = (server: Server): server is LockstepServer => "door" in server;

const start = async (folder: string, port: number, launch: Launch): Promise<LockstepServer> => {
  const persistTo = path.join(folder, "state");
  const origin = `http://localhost:${port}`;
  const world: World = { folder, port, origin, persistTo, secrets: makeSecrets() };
  await copyMigratedState(persistTo);
  const rooms = new Rooms(world, writePeople(persistTo, PEOPLE));
  const launchAndWait = async (): Promise<Running> => {
    const running = await launch(world);
    await untilWell(origin);
    return running;
  };
  let process = await launchAndWait();
  return {
    dialect: "lockstep",
    hasOneOrder: true,
    packs: true,
    origin,
    pids: () => [process.pid],
    rooms: async (name, count, size, senders): Promise<Room[]> => {
      const ids = await rooms.ids(name, count, size);
      return Promise.all(
        ids
          .slice(0, count)
          .map((id, place) =>
            Promise.all(rooms.members(place, size).map((person, index) => rooms.seat(id, person, index < senders))),
          ),
      );
    },
    door: async () => {
      const [id = ""] = await rooms.ids("door", 1, 3);
      const [owner] = rooms.members(0, 3);
      if (owner === undefined) throw new Error("nobody to send");
      return { id, ...(await rooms.token(owner)) };
    },
    restart: async () => {
      await process.stop();
      process = await launchAndWait();
    },
    stop: () => process.stop(),
  };
};

export const lockstep: Setup & { start: (folder: string, port: number) => Promise<LockstepServer> } = {
  name: "Lockstep",
  start: (folder, port) => start(folder, port, onWorkerd),
};

export const lockstepDev: Setup = {
  name: "Lockstep through `wrangler dev`",
  without: ["C", "Amax32", "Bmax", "fan", "D20"],
  start: (folder, port) => start(folder, port, onWranglerDev),
};
