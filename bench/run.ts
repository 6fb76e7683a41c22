// `npm run bench`: starts every setup, gives each the same work in turn, and writes the table, the JSON and the charts.
//   --quick              a tenth of the work, once, in under three minutes; written to .cache/bench/report
//   --rounds=3           rounds, each with every setup started anew
//   --setups=Lockstep,C  setups whose name begins so
//   --workloads=A,cold   workloads by name
//   --disk               data on the disk of the repository instead of memory
//   --out=<folder>       where the report goes; by default docs/ for a whole run
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { ROOT, run } from "../scripts/run.ts";
import { drawChart } from "./chart.ts";
import { judge } from "./gates.ts";
import { loadBefore, machineText, versions } from "./machine.ts";
import { A_LOOK, chartsOf, reportOf } from "./report.ts";
import type { Results } from "./results.ts";
import { Rounds } from "./rounds.ts";
import { SETUPS } from "./setups/index.ts";
import { bundleLockstep } from "./setups/lockstep.ts";
import { CACHE, ensureLoad, IN_MEMORY, PEERS } from "./setups/tools.ts";
import { workloadsOf } from "./workloads.ts";

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
  const doorMs = options.quick ? 1_000 : 4_000;
  const measuring = new Rounds({
    binary,
    setups,
    workloads,
    folder: memory ?? CACHE,
    firstPort: FIRST_PORT,
    doorMs: wantedWorkloads === undefined ? doorMs : 0,
  });
  for (let round = 1; round <= rounds; round++) await measuring.run(round);
  const { samples, door, skipped } = measuring;
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
    workloads: workloads.map(({ name, title, laps }) => ({ name, title, laps: laps.count })),
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
  if (options.quick) console.log(A_LOOK);
};

await bench();
