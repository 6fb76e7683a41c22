// `npm run bench`: starts every setup in turn, gives each the same work, and writes the table, the JSON and the charts.
//   --quick              a tenth of the work, once, in under three minutes; written to .cache/bench/report
//   --rounds=3           interleaved rounds
//   --setups=Lockstep,C  setups whose name begins so
//   --workloads=A,cold   workloads by name
//   --disk               data on the disk of the repository instead of memory
//   --out=<folder>       where the report goes; by default docs/ for a whole run
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { ROOT, run } from "../scripts/run.ts";
import { drawChart } from "./chart.ts";
import { type DoorFigures, measureDoor } from "./door.ts";
import type { Sample } from "./figures.ts";
import { judge } from "./gates.ts";
import { measure } from "./load.ts";
import { loadBefore, machineText, versions } from "./machine.ts";
import { chartsOf, reportOf } from "./report.ts";
import type { Results, Skipped } from "./results.ts";
import { SETUPS } from "./setups/index.ts";
import { bundleLockstep, isLockstep } from "./setups/lockstep.ts";
import type { Setup } from "./setups/setup.ts";
import { CACHE, ensureLoad, IN_MEMORY, PEERS, Unavailable } from "./setups/tools.ts";
import { type Workload, workloadsOf } from "./workloads.ts";

/** Below the range from which the clients' own ports are taken. */
const FIRST_PORT = Number(process.env["BENCH_PORT"] ?? 8_860);

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    setups: { type: "string" },
    workloads: { type: "string" },
    disk: { type: "boolean", default: false },
    out: { type: "string" },
  },
});

const isWhole = !options.quick && options.setups === undefined && options.workloads === undefined && !options.disk;
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
const memory = options.disk ? null : IN_MEMORY;

const samples: Sample[] = [];
const door: DoorFigures[] = [];
const skipped: Skipped[] = [];
/** A setup that cannot be had is not asked again in the next round. */
const isOut = new Set<string>();

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim();

const runSetup = async (binary: string, setup: Setup, workloads: readonly Workload[], round: number): Promise<void> => {
  const folder = await mkdtemp(path.join(memory ?? CACHE, "bench-"));
  try {
    const server = await setup.start(folder, FIRST_PORT);
    try {
      for (const workload of workloads) {
        if (setup.without?.includes(workload.name) || isOut.has(`${setup.name}/${workload.name}`)) continue;
        try {
          const measured = await measure(binary, server, workload);
          samples.push({ setup: setup.name, workload: workload.name, round, measured });
          console.log(
            `${round}  ${setup.name}  ${workload.name}: ${measured.deliveries} deliveries in ${Math.round(measured.elapsedMs)} ms, p50 ${measured.p50Ms} p99 ${measured.p99Ms} ms, server ${measured.serverCpuMs} ms CPU, client ${measured.clientCpuMs} ms`,
          );
        } catch (error) {
          isOut.add(`${setup.name}/${workload.name}`);
          skipped.push({ setup: setup.name, workload: workload.name, reason: `failed: ${reasonOf(error)}` });
          console.log(`${round}  ${setup.name}  ${workload.name} FAILED: ${reasonOf(error)}`);
        }
      }
      if (isLockstep(server) && setup.name === "Lockstep" && options.workloads === undefined) {
        door.push(await measureDoor(server, options.quick ? 1_000 : 4_000));
      }
    } finally {
      await server.stop();
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) console.log(`${setup.name} could not be started: ${reasonOf(error)}`);
    isOut.add(setup.name);
    skipped.push({ setup: setup.name, workload: null, reason: reasonOf(error) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const writeReport = async (results: Results): Promise<string> => {
  const out = path.resolve(options.out ?? (isWhole ? path.join(ROOT, "docs") : path.join(CACHE, "report")));
  const folder = path.join(out, "benchmarks");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(out, "benchmarks.md"), reportOf(results));
  const json = path.join(folder, "results.json");
  await writeFile(json, `${JSON.stringify(results, null, 1)}\n`);
  for (const { file, chart } of chartsOf(results)) await writeFile(path.join(folder, file), drawChart(chart));
  // What is committed is formatted like everything else.
  if (out.startsWith(path.join(ROOT, "docs"))) await run("oxfmt", [json], { quiet: true });
  return path.join(out, "benchmarks.md");
};

const begins = (list: string, name: string) => list.split(",").some((start) => name.startsWith(start));

const bench = async (): Promise<void> => {
  const startedAt = new Date().toISOString();
  const load = loadBefore();
  await mkdir(CACHE, { recursive: true });
  const binary = ensureLoad();
  await bundleLockstep();
  const { setups: wantedSetups, workloads: wantedWorkloads } = options;
  const setups = SETUPS.filter(({ name }) => wantedSetups === undefined || begins(wantedSetups, name));
  const workloads = workloadsOf(options.quick).filter(
    ({ name }) => wantedWorkloads === undefined || wantedWorkloads.split(",").includes(name),
  );
  for (let round = 1; round <= rounds; round++) {
    for (const setup of setups) if (!isOut.has(setup.name)) await runSetup(binary, setup, workloads, round);
  }
  const results: Results = {
    startedAt,
    command: ["npm run bench", ...(process.argv.length > 2 ? ["--", ...process.argv.slice(2)] : [])].join(" "),
    isQuick: options.quick,
    rounds,
    storage: memory === null ? "files on disk" : "memory (tmpfs)",
    machine: machineText(),
    versions: versions(PEERS),
    loadBefore: load,
    setups: setups.map(({ name }) => name).filter((name) => samples.some(({ setup }) => setup === name)),
    workloads: workloads.map(({ name, title }) => ({ name, title })),
    samples,
    door,
    skipped,
  };
  const file = await writeReport(results);
  const verdicts = judge(samples).filter(({ value }) => value !== null);
  for (const { title, against, value, gate, isMet } of verdicts) {
    console.log(
      `${isMet ? "met    " : "NOT MET"} ${title} against ${against ?? "itself"}: ${value?.median.toFixed(3)} (gate ${gate})`,
    );
  }
  console.log(`${verdicts.filter(({ isMet }) => isMet).length} of ${verdicts.length} gates met. ${file}`);
};

await bench();
