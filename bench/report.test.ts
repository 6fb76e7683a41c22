// The report says plainly what was not met, what was skipped, and draws what it compares.
import { expect, test } from "vitest";
import { drawChart, formatFigure } from "./chart.ts";
import { OURS, SOCKET_IO } from "./gates.ts";
import { A_LOOK, chartsOf, reportOf } from "./report.ts";
import type { Results } from "./results.ts";

const measured = {
  clients: 50,
  messages: 1_000,
  deliveries: 50_000,
  elapsedMs: 5_000,
  clientCpuMs: 500,
  samples: 1_000,
  p50Ms: 20,
  p99Ms: 30,
  maxMs: 31,
  serverCpuMs: 800,
  grownBytes: 0,
};
const results: Results = {
  startedAt: "2026-11-20T20:00:00.000Z",
  command: "npm run bench",
  isQuick: false,
  rounds: 1,
  storage: "memory (tmpfs)",
  machine: "2 × a processor",
  versions: { node: "24.21.0" },
  loadBefore: 0.1,
  setups: [OURS, SOCKET_IO],
  workloads: [{ name: "A", title: "one room of 50", laps: 1 }],
  samples: [
    { setup: OURS, workload: "A", turn: 1, measured },
    { setup: SOCKET_IO, workload: "A", turn: 1, measured: { ...measured, serverCpuMs: 1_000 } },
  ],
  door: [],
  skipped: [{ setup: "Bun", workload: null, reason: "no binary for this machine" }],
};

test("an unmet gate is said so, beside its ratio", () => {
  const report = reportOf(results);
  expect(report).toContain(`| A, CPU per delivery | ${SOCKET_IO} | 0.8 |  |  | ≤ 0.5 | ≤ 0.25 | **not met** |`);
  expect(report).toContain("| A, p50 in ms | itself | 20 |  |  | ≤ 15 | ≤ 8 | **not met** |");
});

test("what was not run is named with its reason, and what the client used is said", () => {
  const report = reportOf(results);
  expect(report).toContain("- Bun: no binary for this machine");
  expect(report).toContain("10 % of one core in the median");
});

test("a quick run says that it judges nothing", () => {
  expect(reportOf({ ...results, isQuick: true })).toContain(A_LOOK);
  expect(reportOf(results)).not.toContain(A_LOOK);
});

test("every chart the report shows is drawn", () => {
  const charts = chartsOf(results);
  const shown = [...reportOf(results).matchAll(/\(benchmarks\/(.*?\.svg)\)/g)].map(([, file]) => file);
  expect(charts.map(({ file }) => file)).toEqual(shown);
  expect(shown.length).toBeGreaterThan(0);
});

test("a chart has a bar of its length for each setup, its spread, and no markup from names", () => {
  const bars = [
    { label: "ours & <more>", median: 50, low: 40, high: 60, isOurs: true },
    { label: "theirs", median: 100, low: 100, high: 100, isOurs: false },
  ];
  const svg = drawChart({ title: "A", unit: "ms", bars });
  const widths = [...svg.matchAll(/<rect x="330" [^>]*?width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths[0]).toBeCloseTo((widths[1] ?? 0) / 2);
  expect(svg).toContain("ours &amp; &lt;more&gt;");
  expect(svg).not.toContain("<more>");
});

test("figures are told with three significant digits", () => {
  expect([24_040, 0.8449, 17.12].map(formatFigure)).toEqual(["24,000", "0.845", "17.1"]);
});
