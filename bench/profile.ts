// `npm run bench:profile`: where a server's time goes while it does one workload, by what `perf` saw of it.
//   --workload=Amax8   which one; the saturated room goes before it, so that code is compiled
//   --setup=Lockstep   whose server
//   --seconds=6        how long a workload that has a length lasts
// Needs Linux and `perf` (Debian: linux-perf).
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { findCommand } from "../scripts/run.ts";
import { formatFigure } from "./chart.ts";
import { FIGURES } from "./figures.ts";
import { measure, type Watch } from "./load.ts";
import { pidsOf } from "./proc.ts";
import { parseSamples, sharesOf } from "./profile/where-time-goes.ts";
import { SETUPS } from "./setups/index.ts";
import { bundleLockstep } from "./setups/lockstep.ts";
import { ensureLoad, IN_MEMORY } from "./setups/tools.ts";
import { type Workload, type WorkloadName, workloadsOf } from "./workloads.ts";

const SAMPLES_A_SECOND = 2_000;
/** perf attaches to processes one thread after the other. */
const ATTACHED_AFTER_MS = 700;
const MAX_OUTPUT_BYTES = 1 << 30;

const { values: options } = parseArgs({
  options: {
    workload: { type: "string", default: "Amax8" },
    setup: { type: "string", default: "Lockstep" },
    seconds: { type: "string", default: "6" },
  },
});

const workloadOf = (name: WorkloadName): Workload => {
  const workload = workloadsOf(false).find((one) => one.name === name);
  if (workload === undefined) throw new Error(`no workload ${name}`);
  const { run } = workload;
  return "ms" in run && run.kind !== "hold"
    ? { ...workload, run: { ...run, ms: Number(options.seconds) * 1_000 } }
    : workload;
};

const profile = async (folder: string): Promise<void> => {
  const setup = SETUPS.find(({ name }) => name.startsWith(options.setup));
  if (setup === undefined) throw new Error(`no setup ${options.setup}`);
  const workload = workloadOf(options.workload as WorkloadName);
  const binary = ensureLoad();
  await bundleLockstep();
  const recorded = path.join(folder, "perf.data");
  const watch: Watch = async (roots) => {
    const pids = pidsOf(roots).join(",");
    const args = ["record", "-g", "-F", String(SAMPLES_A_SECOND), "-p", pids, "-o", recorded];
    const perf = spawn("perf", args, { stdio: "ignore" });
    const ended = once(perf, "close");
    await delay(ATTACHED_AFTER_MS);
    return async () => {
      perf.kill("SIGINT");
      await ended;
    };
  };
  const server = await setup.start(path.join(folder, "data"), Number(process.env["BENCH_PORT"] ?? 8_860));
  try {
    // A server that has run for a while has compiled its code.
    if (workload.name !== "Amax8" && workload.run.kind !== "cold") {
      await measure(binary, server, workloadOf("Amax8"));
    }
    const measured = await measure(binary, server, workload, watch);
    const figures = [
      `${formatFigure(FIGURES.messagesPerSecond(measured))} messages a second`,
      `${formatFigure(FIGURES.cpuPerMillion(measured))} CPU s per million deliveries`,
      `${formatFigure((measured.serverCpuMs / measured.elapsedMs) * 100)} % of a core`,
    ];
    console.log(`${setup.name}, ${workload.name}: ${figures.join(", ")}`);
  } finally {
    await server.stop();
  }
  const script = ["script", "-F", "comm,ip,sym,dso", "-i", recorded];
  const { stdout } = spawnSync("perf", script, { encoding: "utf8", maxBuffer: MAX_OUTPUT_BYTES });
  const samples = parseSamples(stdout);
  console.log(`${samples.length} samples`);
  for (const { kind, share } of sharesOf(samples)) console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${kind}`);
};

if (findCommand("perf") === null) throw new Error("perf is not installed (Debian: linux-perf)");
const folder = await mkdtemp(path.join(IN_MEMORY ?? tmpdir(), "profile-"));
try {
  await profile(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
