// From what was measured to the figures people compare.
import type { Measured } from "./load.ts";
import { type Spread, spreadOf } from "./statistics.ts";
import type { WorkloadName } from "./workloads.ts";

export type Sample = {
  readonly setup: string;
  readonly workload: WorkloadName;
  /** What was measured in the same turn is compared: it happened one after the other. */
  readonly turn: number;
  readonly measured: Measured;
};

export type FigureName =
  | "cpuPerMillion"
  | "messagesPerSecond"
  | "p50Ms"
  | "p99Ms"
  | "cpuMsPerRejoin"
  | "bytesPerSocket";

/** CPU seconds of all server processes for a million deliveries, and its siblings. */
export const FIGURES: Readonly<Record<FigureName, (measured: Measured) => number>> = {
  cpuPerMillion: ({ serverCpuMs, deliveries }) => (serverCpuMs / deliveries) * 1_000,
  messagesPerSecond: ({ messages, elapsedMs }) => (messages / elapsedMs) * 1_000,
  p50Ms: ({ p50Ms }) => p50Ms,
  p99Ms: ({ p99Ms }) => p99Ms,
  cpuMsPerRejoin: ({ serverCpuMs, samples }) => serverCpuMs / samples,
  bytesPerSocket: ({ grownBytes, clients }) => grownBytes / clients,
};

export type Of = { readonly setup: string; readonly workload: WorkloadName; readonly figure: FigureName };

/** The figure of each turn. */
export const turnsOf = (samples: readonly Sample[], { setup, workload, figure }: Of): Map<number, number> =>
  new Map(
    samples
      .filter((sample) => sample.setup === setup && sample.workload === workload)
      .map(({ turn, measured }) => [turn, FIGURES[figure](measured)]),
  );

export const figureOf = (samples: readonly Sample[], of: Of): Spread | null => {
  const values = [...turnsOf(samples, of).values()];
  return values.length === 0 ? null : spreadOf(values);
};

/** A generator this busy may have been what was measured. */
const BUSY = 0.9;
export const isClientBusy = ({ clientCpuMs, elapsedMs }: Measured): boolean => clientCpuMs > BUSY * elapsedMs;
