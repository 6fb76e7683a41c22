// All that one `npm run bench` found, as it is written to JSON and told in the report.
import type { DoorFigures } from "./door.ts";
import type { Sample } from "./figures.ts";

export type Skipped = { readonly setup: string; readonly workload: string | null; readonly reason: string };

export type Results = {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly command: string;
  readonly isQuick: boolean;
  readonly rounds: number;
  /** Where the data of all setups was. */
  readonly storage: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Processes that wanted a CPU when it began, beside the benchmark; more than one and figures are of little worth. */
  readonly loadBefore: number;
  readonly setups: readonly string[];
  readonly workloads: readonly { readonly name: string; readonly title: string; readonly laps: number }[];
  readonly samples: readonly Sample[];
  readonly door: readonly DoorFigures[];
  readonly skipped: readonly Skipped[];
};
