// Processes in front of the runtime, as the platform has them: they hold the sockets of clients, which one process may not open as
// many files for as a crowd needs. The runtime itself has one connection to each.
import { copyFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../../scripts/free-port.ts";
import { ROOT } from "../../scripts/run.ts";
import { type Running, startProcess } from "../setups/processes.ts";

export type Edge = Running & { readonly port: number };
/** Where a runtime takes such connections, as it says itself. */
type Registered = { readonly debugPortAddress: string; readonly defaultEntrypointService: string };

const configOf = (port: number, { debugPortAddress, defaultEntrypointService }: Registered): string => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "edge", worker = .edge)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "edge")],
);
const edge :Workerd.Worker = (
  modules = [(name = "edge.js", esModule = embed "edge.js")],
  compatibilityDate = "2026-10-20",
  durableObjectNamespaces = [(className = "Edge", uniqueKey = "edge", preventEviction = true)],
  durableObjectStorage = (inMemory = void),
  bindings = [
    (name = "EDGE", durableObjectNamespace = "Edge"),
    (name = "PRODUCT_PORT", workerdDebugPort = void),
    (name = "ADDRESS", text = "${debugPortAddress}"),
    (name = "SERVICE", text = "${defaultEntrypointService}"),
  ],
);
`;

const WITHIN_MS = 30_000;
const POLL_EVERY_MS = 50;

/** It listens before it is registered. */
const registered = async (registry: string): Promise<Registered> => {
  const until = Date.now() + WITHIN_MS;
  for (;;) {
    try {
      return JSON.parse(await readFile(path.join(registry, "product"), "utf8")) as Registered;
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(POLL_EVERY_MS);
    }
  }
};

/** `registry`: the folder in which the runtime says where it is. */
export const startEdges = async (folder: string, registry: string, count: number): Promise<Edge[]> => {
  if (count === 0) return [];
  const product = await registered(registry);
  await copyFile(path.join(ROOT, "bench/crowd/edge.js"), path.join(folder, "edge.js"));
  const edges: Edge[] = [];
  for (let at = 0; at < count; at++) {
    const port = await freePort();
    const config = path.join(folder, `edge-${at}.capnp`);
    await writeFile(config, configOf(port, product));
    const command = path.join(ROOT, "node_modules/.bin/workerd");
    edges.push({ port, ...(await startProcess({ command, args: ["serve", "--experimental", config], port })) });
  }
  return edges;
};
