// `npm run chaos`: random storms over the real runtime and many clients, and whether everything anybody was told holds.
//   CHAOS_RUNS (1000), CHAOS_CLIENTS (50), CHAOS_SEED; a seed alone repeats the runs that began with it.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Campaign, runCampaign } from "../e2e/chaos/campaign.ts";
import { reportOf } from "../e2e/chaos/report.ts";
import { bundleChaos } from "../e2e/chaos/runtime.ts";
import { ROOT } from "./run.ts";

const numberOf = (name: string, otherwise: number): number => {
  const given = process.env[name];
  const number = given === undefined || given === "" ? otherwise : Number(given);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name} is no number: ${String(given)}`);
  return number;
};

const TOGETHER = numberOf("CHAOS_TOGETHER", 10);
const folder = process.env["CHAOS_REPORT"] ?? path.join(ROOT, ".cache/chaos");
const isRepeated = process.env["CHAOS_SEED"] !== undefined;

// Whoever stops it wants nothing left behind either.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));

await mkdir(folder, { recursive: true });
const write = async (campaign: Campaign): Promise<string> => {
  const report = reportOf(campaign);
  await writeFile(path.join(folder, "report.md"), report);
  await writeFile(path.join(folder, "report.json"), `${JSON.stringify(campaign, null, 1)}\n`);
  return report;
};

await bundleChaos();
const campaign = await runCampaign({
  runs: numberOf("CHAOS_RUNS", isRepeated ? TOGETHER : 1_000),
  seed: numberOf("CHAOS_SEED", Date.now() % 1_000_000_000),
  clients: numberOf("CHAOS_CLIENTS", 50),
  together: TOGETHER,
  stormMs: numberOf("CHAOS_STORM_MS", 6_000),
  commands: numberOf("CHAOS_COMMANDS", 150),
  say: console.log,
  keep: async (soFar) => void (await write(soFar)),
});
console.log(`\n${await write(campaign)}`);
process.exit(campaign.failures.length === 0 ? 0 : 1);
