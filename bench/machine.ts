// What a figure was measured on.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import path from "node:path";
import { ROOT } from "../scripts/run.ts";

export const machineText = (): string => {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
};

export const loadBefore = (): number => loadavg()[0] ?? 0;

const packageVersion = (name: string, root: string): string => {
  const text = readFileSync(path.join(root, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
};

const said = (command: string, args: readonly string[]): string =>
  /\d+[.\d]*/.exec(spawnSync(command, args, { encoding: "utf8" }).stdout ?? "")?.[0] ?? "none";

const PEERS = ["socket.io", "ws", "partyserver", "bun"];

export const versions = (peers: string): Record<string, string> => ({
  node: process.versions.node,
  workerd: packageVersion("workerd", ROOT),
  wrangler: packageVersion("wrangler", ROOT),
  ...Object.fromEntries(
    PEERS.map((name) => {
      try {
        return [name, packageVersion(name, peers)];
      } catch {
        return [name, "none"];
      }
    }),
  ),
  redis: said("redis-server", ["--version"]),
  postgresql: said("psql", ["--version"]),
  sqlite: process.versions["sqlite"] ?? "unknown",
  taskset: said("taskset", ["--version"]),
});
