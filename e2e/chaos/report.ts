// What a campaign found, for people.
import { percentile } from "../harness/far-pages.ts";
import type { Campaign } from "./campaign.ts";

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

const spread = (values: readonly number[]): string =>
  values.length === 0
    ? "none"
    : `p50 ${seconds(percentile(values, 0.5))}, p95 ${seconds(percentile(values, 0.95))}, max ${seconds(percentile(values, 1))} (${values.length})`;

const table = (head: readonly [string, string], rows: readonly (readonly [string, number | string])[]): string =>
  [`| ${head.join(" | ")} |`, "|---|---|", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");

export const reportOf = ({
  options,
  results,
  failures,
  runtime,
  complaints,
  canFillDisk,
  tookMs,
}: Campaign): string => {
  const sum = (of: (result: (typeof results)[number]) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const faults = new Map<string, number>();
  for (const result of results) {
    for (const [kind, count] of Object.entries(result.faults)) faults.set(kind, (faults.get(kind) ?? 0) + count);
  }
  const { runs, seed, clients, together } = options;
  const ended = new Set(failures.map((failure) => failure.seed));
  return `# Chaos

Seed ${seed}: ${results.length} of ${runs} runs ended and were checked, ${ended.size} with trouble; ${clients} clients each, ${together} runs at a time, ${seconds(tookMs)} (${seconds(tookMs / Math.max(1, results.length))} a run).

${table(
  ["", ""],
  [
    [
      "runs of conversations, of rooms",
      `${sum(({ kind }) => Number(kind === "conversation"))}, ${sum(({ kind }) => Number(kind === "room"))}`,
    ],
    ["clients", sum((result) => result.clients)],
    ["events stored", sum((result) => result.events)],
    ["commands acknowledged with their event", sum((result) => result.acknowledged)],
    ["events delivered and compared", sum((result) => result.deliveries)],
    ["states compared", sum((result) => result.hashes)],
    ["polls where sockets were blocked", sum((result) => result.polls)],
    ["**lost**", sum((result) => result.lost.length)],
    ["**repeated**", sum((result) => result.repeated.length)],
    ["**diverged**", sum((result) => result.diverged.length)],
    ["**never settled, or closed for good**", sum((result) => result.broken.length)],
    ["runs that never became whole", ended.size - results.filter((result) => ended.has(result.seed)).length],
    ["every client whole after the last fault ended", spread(results.map((result) => result.wholeMs))],
    ["one client whole after it lost its connection", spread(results.flatMap((result) => result.recoveriesMs))],
  ],
)}

## Faults, as they were planned
Wire faults are counted once for each client they hit.

${table(["fault", "times"], [...faults].toSorted())}

## Faults of the runtime, as they happened
Each hit all runs that lived at that time.${canFillDisk ? "" : " The disk was never filled: no small disk can be mounted here."}

${table(["fault", "times"], Object.entries(runtime))}
${
  failures.length === 0
    ? ""
    : `\n## Troubles\n\n${failures
        .slice(0, 50)
        .map(({ seed: of, why }) => `- seed ${of}: ${why.slice(0, 300)}`)
        .join("\n")}\n`
}
## What the runtime complained of

${
  complaints.length === 0
    ? "Nothing."
    : complaints
        .slice(0, 20)
        .map(([text, times]) => `- ${times}× ${text.replaceAll("\n", " ").slice(0, 160)}`)
        .join("\n")
}
`;
};
