// Starts the product in its production shape under `wrangler dev`, waits until it is well, and stops it without remains.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { ENVIRONMENT, ROOT, run } from "./run.ts";

export type DevOptions = {
  readonly port: number;
  /** Where databases and objects live; by default `.wrangler/state` of the repository. */
  readonly persistTo?: string;
  /** File of secrets; by default `.dev.vars` of the repository. */
  readonly envFile?: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly onOutput?: (text: string) => void;
};

export type DevProcess = {
  /** `http://localhost:<port>` */
  readonly origin: string;
  /** The runtime's own process, for tests that kill it; wrangler then starts another. */
  readonly workerdPid: () => number;
  readonly stop: () => Promise<void>;
  /** Settles when wrangler has ended, by whatever cause. */
  readonly ended: Promise<void>;
};

const WELL_WITHIN_MS = 60_000;
const POLL_EVERY_MS = 100;
const STOP_WITHIN_MS = 5_000;

const persistence = (persistTo: string | undefined): string[] =>
  persistTo === undefined ? [] : ["--persist-to", persistTo];

export const migrateLocally = (persistTo?: string): Promise<void> =>
  run("wrangler", ["d1", "migrations", "apply", "lockstep", "--local", ...persistence(persistTo)], {
    quiet: true,
    env: { CI: "1" },
  });

const processes = (): { pid: number; parent: number; command: string }[] =>
  spawnSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .stdout.split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, command]) => ({ pid: Number(pid), parent: Number(parent), command: command ?? "" }));

/** Wrangler runs two: one listens on the port and passes on, the other is the product. */
const findWorkerd = (root: number, port: number): number | null => {
  const all = processes();
  const family = new Set([root]);
  for (let grown = true; grown;) {
    const born = all.filter(({ pid, parent }) => family.has(parent) && !family.has(pid));
    for (const { pid } of born) family.add(pid);
    grown = born.length > 0;
  }
  const workerds = all.filter(({ pid, command }) => family.has(pid) && /(^|\/)workerd serve/.test(command));
  return workerds.find(({ command }) => !command.includes(`:${port} `))?.pid ?? null;
};

export const startWranglerDev = async (options: DevOptions): Promise<DevProcess> => {
  const { port, persistTo, envFile, vars = {}, onOutput } = options;
  const origin = `http://localhost:${port}`;
  const args = [
    "dev",
    `--port=${port}`,
    "--inspector-port=0",
    "--show-interactive-dev-session=false",
    "--log-level=warn",
    ...persistence(persistTo),
    ...(envFile === undefined ? [] : ["--env-file", envFile]),
    ...Object.entries({ APP_ORIGIN: origin, ...vars }).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
  ];
  // A group of its own: stopping the group stops workerd too, even where wrangler has crashed.
  const child = spawn("wrangler", args, {
    cwd: ROOT,
    env: ENVIRONMENT,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => {
      output = (output + text.toString()).slice(-20_000);
      onOutput?.(text.toString());
    });
  }
  const ended = once(child, "close").then(() => undefined);
  const pid = child.pid;
  if (pid === undefined) throw new Error("wrangler could not be started: run npm ci first");

  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // The group has ended already.
    }
  };
  const stop = async (): Promise<void> => {
    signal("SIGTERM");
    const cutOff = new AbortController();
    await Promise.race([ended, delay(STOP_WITHIN_MS, undefined, { signal: cutOff.signal }).catch(() => undefined)]);
    cutOff.abort();
    signal("SIGKILL");
    await ended;
  };

  const until = Date.now() + WELL_WITHIN_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`wrangler dev ended with ${child.exitCode}\n${output}`);
    if (await isWell(origin)) break;
    if (Date.now() > until) {
      await stop();
      throw new Error(`the product was not well within ${WELL_WITHIN_MS / 1000} s\n${output}`);
    }
    await delay(POLL_EVERY_MS);
  }
  const workerdPid = (): number => {
    const found = findWorkerd(pid, port);
    if (found === null) throw new Error("no workerd among the processes of wrangler");
    return found;
  };
  return { origin, workerdPid, stop, ended };
};

const isWell = async (origin: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok;
  } catch {
    return false;
  }
};
