// The report in Markdown: conditions, gates, tables; charts lie beside it.
import { type Chart, formatFigure } from "./chart.ts";
import { figureOf, type FigureName, isClientBusy } from "./figures.ts";
import { judge, OURS, type Verdict } from "./gates.ts";
import type { Results } from "./results.ts";
import { median, type Spread } from "./statistics.ts";
import type { WorkloadName } from "./workloads.ts";

type Column = {
  readonly title: string;
  readonly workload: WorkloadName;
  readonly figure: FigureName;
  readonly scale?: number;
};

const COLUMNS: readonly Column[] = [
  { title: "A cpu/1M", workload: "A", figure: "cpuPerMillion" },
  { title: "A p50 ms", workload: "A", figure: "p50Ms" },
  { title: "A p99 ms", workload: "A", figure: "p99Ms" },
  { title: "Amax-8 msg/s", workload: "Amax8", figure: "messagesPerSecond" },
  { title: "Amax-8 cpu/1M", workload: "Amax8", figure: "cpuPerMillion" },
  { title: "Amax-32 msg/s", workload: "Amax32", figure: "messagesPerSecond" },
  { title: "Amax-32 cpu/1M", workload: "Amax32", figure: "cpuPerMillion" },
  { title: "B cpu/1M", workload: "B", figure: "cpuPerMillion" },
  { title: "B p99 ms", workload: "B", figure: "p99Ms" },
  { title: "Bmax msg/s", workload: "Bmax", figure: "messagesPerSecond" },
  { title: "fan cpu/1M", workload: "fan", figure: "cpuPerMillion" },
  { title: "fan p99 ms", workload: "fan", figure: "p99Ms" },
  { title: "cold ms", workload: "cold", figure: "p50Ms" },
  { title: "D cpu ms/rejoin", workload: "D", figure: "cpuMsPerRejoin" },
  { title: "D p99 ms", workload: "D", figure: "p99Ms" },
  { title: "D20 cpu ms/rejoin", workload: "D20", figure: "cpuMsPerRejoin" },
  { title: "C KB/socket", workload: "C", figure: "bytesPerSocket", scale: 1 / 1_024 },
];

const CHARTED = new Set(["A cpu/1M", "Amax-8 msg/s", "Amax-8 cpu/1M", "B cpu/1M", "cold ms", "D cpu ms/rejoin"]);

const scaled = ({ median: middle, low, high }: Spread, by: number): Spread => ({
  median: middle * by,
  low: low * by,
  high: high * by,
});

const valueOf = (results: Results, setup: string, { workload, figure, scale = 1 }: Column): Spread | null => {
  const spread = figureOf(results.samples, { setup, workload, figure });
  return spread === null ? null : scaled(spread, scale);
};

const tell = (spread: Spread | null): string => {
  if (spread === null) return "";
  const { median: middle, low, high } = spread;
  return low === high ? formatFigure(middle) : `${formatFigure(middle)} (${formatFigure(low)}–${formatFigure(high)})`;
};

export const chartsOf = (results: Results): { file: string; chart: Chart }[] =>
  COLUMNS.filter(({ title }) => CHARTED.has(title)).map((column) => ({
    file: `${column.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.svg`,
    chart: {
      title: `${column.workload}: ${results.workloads.find(({ name }) => name === column.workload)?.title ?? ""}`,
      unit: column.title,
      bars: results.setups.flatMap((setup) => {
        const spread = valueOf(results, setup, column);
        return spread === null ? [] : [{ label: setup.replaceAll("`", ""), ...spread, isOurs: setup === OURS }];
      }),
    },
  }));

const verdictLine = ({
  title,
  against,
  must,
  gate,
  aim,
  value,
  floor,
  floorOfContract,
  isMet,
  isAimed,
}: Verdict): string => {
  const verdict = value === null ? "not measured" : isAimed ? "aim reached" : isMet ? "gate met" : "**not met**";
  const limit = (one: number) => `${must === "at most" ? "≤" : "≥"} ${one}`;
  return `| ${title} | ${against ?? "itself"} | ${tell(value)} | ${tell(floor)} | ${tell(floorOfContract)} | ${limit(gate)} | ${limit(aim)} | ${verdict} |`;
};

const table = (results: Results, columns: readonly Column[]): string[] => [
  `| setup | ${columns.map(({ title }) => title).join(" | ")} |`,
  `|---|${columns.map(() => "---").join("|")}|`,
  ...results.setups.map(
    (setup) => `| ${setup} | ${columns.map((column) => tell(valueOf(results, setup, column))).join(" | ")} |`,
  ),
];

const busyLine = (results: Results): string => {
  const busy = results.samples.filter(({ measured }) => isClientBusy(measured));
  const shares = results.samples.map(({ measured }) => measured.clientCpuMs / measured.elapsedMs);
  const usual = `The load generator used ${formatFigure(median(shares) * 100)} % of one core in the median and ${formatFigure(Math.max(...shares) * 100)} % at most.`;
  if (busy.length === 0) return `${usual} It was never what was measured.`;
  const where = [...new Set(busy.map(({ setup, workload }) => `${setup} (${workload})`))].join(", ");
  return `${usual} Above 90 %, where it may have been what was measured: ${where}.`;
};

/** What a quick run may not be taken for. */
export const A_LOOK =
  "A look, not a verdict: pieces of work this short end before a server has compiled them, and inboxes that learn of the first message of each chat are in the middle of B. The whole benchmark judges.";

export const reportOf = (results: Results): string => {
  const { startedAt, command, rounds, machine, storage, versions, loadBefore, door, skipped, workloads } = results;
  const measured = (columns: readonly Column[]) =>
    columns.filter((column) => results.setups.some((setup) => valueOf(results, setup, column) !== null));
  const [first, second] = [measured(COLUMNS.slice(0, 10)), measured(COLUMNS.slice(10))];
  const http = door.map(
    ({ connections, requestsPerSecond, p50Ms, p99Ms, serverCpuMsPerRequest }) =>
      `| ${connections} | ${formatFigure(requestsPerSecond)} | ${formatFigure(p50Ms)} | ${formatFigure(p99Ms)} | ${formatFigure(serverCpuMsPerRequest)} |`,
  );
  return [
    "# Benchmarks",
    "",
    `Written by \`${command}\` on ${startedAt}: ${rounds} rounds, in each of which every setup was started anew, all at once, and given each piece of work in turn. Medians with the lowest and highest in brackets. Data in ${storage}.`,
    `Machine: ${machine}; ${formatFigure(loadBefore)} processes wanted a CPU when it began. ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
    "",
    "Every setup stores a message durably before it delivers it to everybody in the room. Lockstep runs with authentication, membership, deduplication, presence and limits on (limits widened by `SOCKET_LIMIT_FACTOR`); the peers have none of these.",
    "`cpu/1M`: CPU seconds, user and system, of all server processes, databases included, for a million deliveries. Latency: from sending, or when it was due, to the last of the room.",
    "What a client has to say in one turn is one frame for Lockstep and for every setup that flushes once; Socket.IO, partyserver and `ws` with a frame for each message are sent a frame for each, as their clients do.",
    `One load generator for all (\`bench/native/load.c\`) counts every delivery and compares the order on every client; a run that lost, repeated or reordered one fails. Where messages are paced (A, B, fan) it has the last processor to itself and the servers have the others, where there are several and a \`taskset\`; elsewhere all share all of them. ${busyLine(results)}`,
    "",
    "## Gates",
    "",
    ...(results.isQuick ? [A_LOOK, ""] : []),
    "The setups that a gate names take turns at A, B and Amax-8, lap by lap, so what a ratio compares happened within half a minute; elsewhere they follow each other.",
    "",
    "The floor is the same figure of the best of the bare objects on the same runtime, which store and send and do nothing else: one row and one frame for whatever came within a timer of 0 ms (the bare Durable Object), at A also of 20 ms, and for each message (partyserver). With our events: the bare object, whose events say all that the contract asks for, 445 bytes instead of 275.",
    "",
    "| what | against | measured | floor | floor with our events | gate | aim | |",
    "|---|---|---|---|---|---|---|---|",
    ...judge(results.samples).map(verdictLine),
    "",
    "## Figures",
    "",
    ...table(results, first),
    "",
    ...table(results, second),
    "",
    ...(http.length === 0
      ? []
      : [
          "Lockstep's command door (HTTP, one message a request, keep-alive):",
          "",
          "| connections | requests/s | p50 ms | p99 ms | server CPU ms a request |",
          "|---|---|---|---|---|",
          ...http,
          "",
        ]),
    ...chartsOf(results).map(({ file, chart }) => `![${chart.title}](benchmarks/${file})`),
    "",
    "## Workloads",
    "",
    ...workloads.map(({ name, title, laps }) => `- **${name}**: ${title}${laps > 1 ? `; ${laps} laps a round` : ""}`),
    "",
    ...(skipped.length === 0
      ? []
      : [
          "## Skipped",
          "",
          ...skipped.map(
            ({ setup, workload, reason }) => `- ${setup}${workload === null ? "" : `, ${workload}`}: ${reason}`,
          ),
          "",
        ]),
  ].join("\n");
};
