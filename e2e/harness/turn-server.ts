// A relay of one's own for a proof: coturn, on this machine alone, that checks the credentials which the product makes.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export type TurnServer = {
  readonly url: string;
  /** What it has said of itself so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

/** Debian's package is `coturn`. */
export const hasTurnServer = (): boolean => spawnSync("turnserver", ["--version"]).error === undefined;

const readyWhen = (process: ChildProcess, hears: () => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout?.on("data", () => hears() && resolve());
    process.once("exit", (code) => reject(new Error(`turnserver ended with ${code}`)));
  });

export const startTurnServer = async (
  port: number,
  relayPorts: readonly [number, number],
  secret: string,
): Promise<TurnServer> => {
  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-turn-"));
  const [from, to] = relayPorts;
  const said: string[] = [];
  const server = spawn(
    "turnserver",
    [
      "-n",
      "--listening-ip=127.0.0.1",
      "--relay-ip=127.0.0.1",
      `--listening-port=${port}`,
      `--min-port=${from}`,
      `--max-port=${to}`,
      "--realm=lockstep",
      "--use-auth-secret",
      `--static-auth-secret=${secret}`,
      "--no-tls",
      "--no-dtls",
      "--no-cli",
      "--allow-loopback-peers",
      "--verbose",
      "--log-file=stdout",
      `--pidfile=${path.join(folder, "pid")}`,
      `--userdb=${path.join(folder, "users")}`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const log = () => said.join("");
  server.stdout.on("data", (bytes: Buffer) => said.push(String(bytes)));
  await readyWhen(server, () => log().includes("listener opened on : 127.0.0.1"));
  return {
    url: `turn:127.0.0.1:${port}?transport=udp`,
    log,
    stop: async () => {
      const ended = once(server, "exit");
      server.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
