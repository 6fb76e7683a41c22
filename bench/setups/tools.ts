// What the benchmark needs of the machine: a C compiler, Redis, PostgreSQL, the peers' packages. Fetched where absent.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findCommand, ROOT, run } from "../../scripts/run.ts";

export const CACHE = path.join(ROOT, ".cache/bench");
export const PEERS = path.join(CACHE, "peers");
const BENCH = path.join(ROOT, "bench");

/** Why a setup cannot be had on this machine; it is named as skipped. */
export class Unavailable extends Error {}

const isRoot = process.getuid?.() === 0;

/** Debian's package of a command, installed where that is possible without asking anybody. */
const install = (name: string): boolean => {
  const sudo = isRoot ? [] : ["sudo", "-n"];
  if (findCommand("apt-get") === null) return false;
  const [command = "", ...args] = [...sudo, "apt-get", "install", "-y", "--no-install-recommends", name];
  return (
    spawnSync(command, args, { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } }).status ===
    0
  );
};

const ensure = (isThere: () => boolean, debian: string): void => {
  if (isThere() || (install(debian) && isThere())) return;
  throw new Unavailable(`the Debian package ${debian} is not installed and could not be`);
};

/** Compiled when its source has changed. */
const compile = (name: string, libraries: readonly string[]): string => {
  ensure(() => findCommand("cc") !== null, "build-essential");
  const folder = path.join(BENCH, "native");
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).toSorted()) hash.update(readFileSync(path.join(folder, file)));
  const binary = path.join(CACHE, `${name}-${hash.digest("hex").slice(0, 12)}`);
  if (existsSync(binary)) return binary;
  mkdirSync(CACHE, { recursive: true });
  // Whole or not at all: whoever comes next may find it half written.
  const unfinished = `${binary}.${process.pid}`;
  const args = ["-O2", "-D_GNU_SOURCE", "-o", unfinished, path.join(folder, `${name}.c`), ...libraries];
  const made = spawnSync("cc", args, { encoding: "utf8" });
  if (made.status !== 0) throw new Unavailable(`${name}.c could not be compiled: ${made.stderr}`);
  renameSync(unfinished, binary);
  return binary;
};

/** Where data lies that is no part of what is measured: in memory where the machine has such a place. */
export const IN_MEMORY = existsSync("/dev/shm") ? "/dev/shm" : null;

export const ensureLoad = (): string => compile("load", []);

export const ensureBound = (): string => {
  ensure(() => existsSync("/usr/include/sqlite3.h"), "libsqlite3-dev");
  return compile("bound", ["-lsqlite3"]);
};

export const ensureRedis = (): string => {
  ensure(() => findCommand("redis-server") !== null, "redis-server");
  return "redis-server";
};

const POSTGRES = "/usr/lib/postgresql";
const newestPostgres = (): string | null => {
  const version = existsSync(POSTGRES)
    ? readdirSync(POSTGRES).toSorted((one, other) => Number(other) - Number(one))[0]
    : undefined;
  const folder = path.join(POSTGRES, version ?? "none", "bin");
  return existsSync(path.join(folder, "initdb")) ? folder : null;
};

/** The folder of its commands; as root they are run by the user `postgres`, which they insist on. */
export const ensurePostgres = (): string => {
  ensure(() => newestPostgres() !== null, "postgresql");
  const folder = newestPostgres();
  if (folder === null) throw new Unavailable("no PostgreSQL");
  return folder;
};

export const asPostgres = (command: readonly string[]): readonly string[] =>
  isRoot ? ["runuser", "-u", "postgres", "--", ...command] : command;

/** The peers live outside the product: their own lock file, in the cache. */
export const ensurePeers = async (): Promise<void> => {
  cpSync(path.join(BENCH, "peers"), PEERS, { recursive: true });
  const lock = readFileSync(path.join(PEERS, "package-lock.json"), "utf8");
  const mark = path.join(PEERS, "installed");
  if (existsSync(mark) && readFileSync(mark, "utf8") === lock) return;
  try {
    await run("npm", ["ci", "--prefix", PEERS, "--ignore-scripts"], { quiet: true });
  } catch {
    throw new Unavailable("npm could not install the peers");
  }
  writeFileSync(mark, lock);
};

export const bunBinary = (): string => {
  const binary = path.join(
    PEERS,
    "node_modules/@oven",
    `bun-linux-${process.arch === "arm64" ? "aarch64" : "x64"}`,
    "bin/bun",
  );
  if (!existsSync(binary)) throw new Unavailable("Bun has no binary for this machine");
  return binary;
};
