// Runs the chaos build on plain workerd and kills, evicts and replaces it when its parent says so. A process of its own,
// so that what clients cost is never taken from it.
//   fork("runtime-host.ts", [JSON of HostOptions])
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";
import { type HostEvent, type HostOptions, type HostOrder, REACHED } from "./host-messages.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as HostOptions;
const { port, config, bundle, persistTo, vars } = options;

const say = (event: HostEvent) => process.send?.(event);

const runtimePid = (): number => {
  const listed = spawnSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).stdout;
  for (const line of listed.split("\n")) {
    const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === process.pid && /(^|\/)workerd\b.* serve/.test(command)) return Number(pid);
  }
  throw new Error("no workerd among the children of the host");
};

/** A runtime that stays away ends the host, and with it the campaign: nobody waits for ever. */
const BACK_WITHIN_MS = 60_000;
let away: NodeJS.Timeout | undefined;
const expectBack = () => {
  away ??= setTimeout(() => {
    throw new Error(`no runtime for ${BACK_WITHIN_MS / 1_000} s`);
  }, BACK_WITHIN_MS);
};

let pid = 0;
const kill = () => {
  expectBack();
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Dead already: another order came first.
  }
};
const isUp = () => {
  pid = runtimePid();
  clearTimeout(away);
  away = undefined;
  say({ type: "up" });
};

/** What is being replaced is not killed meanwhile: who replaces it would not know which of the two has died. */
let deployed: Promise<void> = Promise.resolve();

const heard = (text: string) => {
  const at = text.indexOf(REACHED);
  if (at === -1) {
    if (text.includes('"level":"error"') || text.includes("Error")) say({ type: "complained", text });
    return;
  }
  const [point = "", actor = ""] = text
    .slice(at + REACHED.length)
    .trim()
    .split(" ");
  void deployed.then(() => {
    kill();
    say({ type: "died", point, actor });
  });
};

const { assets: _, ...worker } = optionsOf(config).workerOptions;
let build = 1;
const source = await readFile(bundle, "utf8");
const miniflareOptions = () =>
  convertV4MiniflareOptions({
    ...(worker as object),
    name: "lockstep",
    compatibilityFlags: [...(worker.compatibilityFlags as string[]), "unsafe_module"],
    rootPath: path.dirname(bundle),
    bindings: { ...(worker.bindings as object), ...vars },
    modules: [{ type: "ESModule", path: path.basename(bundle), contents: source.replace("build-0", `build-${build}`) }],
    resourcePersistencePath: path.join(persistTo, "v3"),
    unsafeDirectSockets: [{ host: "127.0.0.1", port }],
    unsafeHandleRuntimeRestart: isUp,
    handleStructuredLogs: ({ message }: { message: string }) => heard(message),
  });

const runtime = new Miniflare(miniflareOptions());
await runtime.ready;
isUp();

const obey = async (order: HostOrder): Promise<void> => {
  switch (order.type) {
    case "kill":
      return kill();
    case "deploy":
      build += 1;
      expectBack();
      deployed = runtime.setOptions(miniflareOptions()).then(isUp);
      return deployed;
    case "stop":
      await runtime.dispose();
      process.exit(0);
  }
};
process.on("message", (order: HostOrder) => void obey(order));
// The parent is gone, however it went: nothing is left running.
process.on("disconnect", () => {
  kill();
  process.exit(0);
});
