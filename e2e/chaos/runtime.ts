// The runtime under chaos: the product's Worker on plain workerd in a process of its own, its storage on a disk that can be filled.
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { writePeople } from "../../bench/setups/lockstep-people.ts";
import type { Identity } from "../../core/protocol/identity.ts";
import { freePort } from "../../scripts/free-port.ts";
import { ensurePagesFolder } from "../../scripts/pages-folder.ts";
import { ENVIRONMENT, ROOT, run } from "../../scripts/run.ts";
import { makeSecrets, type Secrets } from "../../scripts/secrets.ts";
import { copyMigratedState } from "../harness/migrated-state.ts";
import type { FaultPoint, HostEvent, HostOptions, HostOrder } from "./host-messages.ts";
import type { RuntimeFault } from "./plan.ts";

const BUNDLE = path.join(ROOT, ".cache/chaos/worker");
const DISK_BYTES = 512 * 1024 * 1024;
const CONTROL_WITHIN_MS = 10_000;
const CONTROL_EVERY_MS = 50;
/** Of what the host printed before it ended. */
const LAST_WORDS_LENGTH = 2_000;
const LAST_WORDS_WITHIN_MS = 1_000;

type Death = { readonly point: FaultPoint; readonly actor: string; readonly after: number; readonly isInside: boolean };

/** The product's Worker with `shell/durable-host.ts` replaced by one that fails when it is told to. */
export const bundleChaos = async (): Promise<void> => {
  await ensurePagesFolder();
  await run(
    "wrangler",
    [
      "deploy",
      path.join(ROOT, "e2e/chaos/runtime/index.ts"),
      "--dry-run",
      "--outdir",
      BUNDLE,
      "--alias",
      `../shell/durable-host.ts:${path.join(ROOT, "e2e/chaos/runtime/durable-host.ts")}`,
      "--define",
      'CHAOS_BUILD:"build-0"',
    ],
    { quiet: true },
  );
};

/** A disk of its own, small enough to be filled. */
const mountDisk = (folder: string): boolean =>
  spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "chaos", folder]).status === 0;

type Parts = {
  readonly folder: string;
  readonly host: ChildProcess;
  /** Rejects with its last words when the host ends, asked or not. */
  readonly ended: Promise<never>;
  readonly port: number;
  readonly secrets: Secrets;
  readonly people: readonly Identity[];
  /** false: this machine lets nobody mount a disk of its own, and its only one is not to be filled. */
  readonly canFillDisk: boolean;
};

export class Runtime {
  readonly parts: Parts;
  /** How often each thing really happened. */
  readonly counts = new Map<string, number>();
  readonly complaints = new Map<string, number>();
  offsetMs = 0;
  #failing: readonly string[] = [];
  #deaths: readonly Death[] = [];
  #isUp = false;
  /** Orders that end the process follow each other, each after the last one's restart. */
  #restarts: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<() => void>();

  constructor(parts: Parts) {
    this.parts = parts;
    parts.host.on("message", (event: HostEvent) => this.#told(event));
    process.on("exit", this.#unmount);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.parts.port}`;
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  #told(event: HostEvent): void {
    switch (event.type) {
      case "up":
        this.#isUp = true;
        for (const wake of this.#waiting) wake();
        this.#waiting.clear();
        return void this.#tell();
      case "died":
        this.#isUp = false;
        this.#count(`death at ${event.point}`);
        this.#deaths = this.#deaths.filter(({ actor, point }) => actor !== event.actor || point !== event.point);
        return;
      case "complained": {
        const text = event.text.replaceAll(/"traceId":"[^"]*",|[0-9a-f]{32}/g, "").slice(0, 200);
        this.complaints.set(text, (this.complaints.get(text) ?? 0) + 1);
      }
    }
  }

  #order(order: HostOrder): void {
    // Where nobody is left to hear it, `ended` tells.
    this.parts.host.send(order, () => {});
  }

  async untilUp(): Promise<void> {
    while (!this.#isUp) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Says what is wrong now, again and again until a living runtime has heard it. */
  async #tell(): Promise<void> {
    // Made anew for each attempt: an old one that gets through late must not bring back what is over.
    await this.ask("faults", () => ({
      method: "POST",
      body: JSON.stringify({ offsetMs: this.offsetMs, failing: this.#failing, deaths: this.#deaths }),
    }));
  }

  /** The runtime's own door, which only the chaos build has. */
  async ask(what: string, init: () => RequestInit = () => ({}), withinMs = Infinity): Promise<string> {
    const until = performance.now() + withinMs;
    for (;;) {
      if (performance.now() > until) throw new Error(`the runtime did not say ${what} within ${withinMs / 1_000} s`);
      await this.untilUp();
      try {
        const signal = AbortSignal.timeout(CONTROL_WITHIN_MS);
        const response = await fetch(`${this.origin}/chaos/${what}`, { ...init(), signal });
        if (response.ok) return await response.text();
      } catch {
        // It is dying, or not yet born.
      }
      await delay(CONTROL_EVERY_MS);
    }
  }

  async change(actor: string, fault: RuntimeFault): Promise<void> {
    switch (fault.kind) {
      case "kill":
      case "deploy":
        this.#restarts = this.#restarts.then(async () => {
          await this.untilUp();
          this.#isUp = false;
          this.#order({ type: fault.kind });
          this.#count(fault.kind);
          await this.untilUp();
        });
        return this.#restarts;
      case "death": {
        const { point, after, isInside } = fault;
        this.#deaths = [...this.#deaths, { point, actor, after, isInside }];
        return this.#tell();
      }
      case "clock":
        this.offsetMs = fault.jumpMs;
        this.#count("clock jump");
        return this.#tell();
      case "outage":
        return this.#during(`${fault.service} down`, fault.lastsMs, async (isOn) => {
          this.#failing = isOn
            ? [...this.#failing, fault.service]
            : this.#failing.filter((service) => service !== fault.service);
          await this.#tell();
        });
      case "disk_full":
        if (!this.parts.canFillDisk) return;
        return this.#during("disk full", fault.lastsMs, (isOn) => this.#fillDisk(isOn));
    }
  }

  async #during(what: string, lastsMs: number, set: (isOn: boolean) => Promise<void>): Promise<void> {
    this.#count(what);
    await set(true);
    await delay(lastsMs);
    await set(false);
  }

  async #fillDisk(isFull: boolean): Promise<void> {
    const filler = path.join(this.parts.folder, "filler");
    if (!isFull) return rm(filler, { force: true });
    const { bavail, bsize } = await statfs(this.parts.folder);
    spawnSync("fallocate", ["-l", String(bavail * bsize), filler]);
  }

  /** No fault is left that has not ended by itself. */
  async calm(): Promise<void> {
    this.#deaths = [];
    await this.#tell();
    await this.#restarts;
    await this.untilUp();
  }

  /** Out of memory as if it had hibernated: its sockets and its storage stay. Refused where it is not in memory. */
  async evict(actor: string): Promise<void> {
    const response = await fetch(`${this.origin}/chaos/${actor}/evicted`, {
      signal: AbortSignal.timeout(CONTROL_WITHIN_MS),
    }).catch(() => null);
    this.#count(response?.ok === true ? "eviction" : "eviction refused");
  }

  /** Also where the runner is ended in the middle: a mount would outlive it. */
  readonly #unmount = (): void => {
    const { folder, canFillDisk } = this.parts;
    if (canFillDisk) spawnSync("umount", ["--lazy", folder]);
  };

  async stop(): Promise<void> {
    const { folder } = this.parts;
    this.#order({ type: "stop" });
    await this.parts.ended.catch(() => {});
    this.#unmount();
    process.off("exit", this.#unmount);
    await rm(folder, { recursive: true, force: true });
  }
}

const endOf = (host: ChildProcess): Promise<never> => {
  let words = "";
  for (const stream of [host.stdout, host.stderr]) {
    stream?.on("data", (text: Buffer) => (words = `${words}${text.toString()}`.slice(-LAST_WORDS_LENGTH)));
  }
  const closed = once(host, "close");
  const ended = once(host, "exit").then(async ([code, signal]) => {
    // What it still said is on its way; a child of its own may hold the pipe open.
    await Promise.race([closed, delay(LAST_WORDS_WITHIN_MS)]);
    throw new Error(`the host of the runtime ended (${String(code ?? signal)}): ${words.trim() || "without a word"}`);
  });
  // Told to whoever waits for it; nobody has to.
  ended.catch(() => {});
  return ended;
};

export const startRuntime = async (peopleCount: number): Promise<Runtime> => {
  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-chaos-"));
  const canFillDisk = mountDisk(folder);
  const persistTo = path.join(folder, "state");
  await mkdir(persistTo);
  await copyMigratedState(persistTo);
  const people = writePeople(persistTo, peopleCount);
  const secrets = makeSecrets();
  const port = await freePort();
  const options: HostOptions = {
    port,
    config: path.join(ROOT, "wrangler.toml"),
    bundle: path.join(BUNDLE, "index.js"),
    persistTo,
    vars: { ...secrets, APP_ORIGIN: `http://127.0.0.1:${port}`, ENVIRONMENT: "chaos", AUTH_LIMIT_FACTOR: "1000" },
  };
  const host = fork(path.join(ROOT, "e2e/chaos/runtime-host.ts"), [JSON.stringify(options)], {
    env: ENVIRONMENT,
    // What it prints of itself would bury what the runs say.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = endOf(host);
  const runtime = new Runtime({ folder, host, ended, port, secrets, people, canFillDisk });
  await Promise.race([runtime.untilUp(), ended]);
  return runtime;
};
