// Starts the processes of a setup, waits until they answer, measures and stops them with everything they started.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ENVIRONMENT } from "../../scripts/run.ts";

const READY_WITHIN_MS = 60_000;
const POLL_EVERY_MS = 20;
const STOP_WITHIN_MS = 5_000;

export type Running = {
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

/** The last one on this port may still be going. */
const untilFree = async (port: number): Promise<void> => {
  const until = Date.now() + READY_WITHIN_MS;
  while (await isListening(port)) {
    if (Date.now() > until) throw new Error(`somebody else listens on ${port}`);
    await delay(POLL_EVERY_MS);
  }
};

const untilListening = async (child: ChildProcess, port: number, output: () => string): Promise<void> => {
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`nothing listens on ${port}\n${output()}`);
    await delay(POLL_EVERY_MS);
  }
};

export type Command = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly port: number;
};

/** Resolves when it listens on `port`. */
export const startProcess = async ({ command, args, cwd, port }: Command): Promise<Running> => {
  await untilFree(port);
  const child = spawn(command, args, { cwd, env: ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => (output = (output + text.toString()).slice(-10_000)));
  }
  const ended = once(child, "close");
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // The group has ended already.
    }
  };
  const stop = async (): Promise<void> => {
    signal("SIGTERM");
    await Promise.race([ended, delay(STOP_WITHIN_MS)]);
    signal("SIGKILL");
    await ended;
  };
  try {
    await untilListening(child, port, () => output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid, stop };
};
