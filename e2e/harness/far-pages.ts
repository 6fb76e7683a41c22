// Pages far away from the product and from each other, each with a clock of its own, and how far apart what they do is.
import {
  type ClockState,
  PROBES_PER_ROUND,
  sampleOf,
  synchronise,
  timeAt,
  unsynchronised,
} from "../../core/domain/clock-sync.ts";
import type { Delay } from "./delay-proxy.ts";

export const PAGES = 20;
export const HOUR_MS = 3_600_000;

/** 20 to 200 ms round trip, 15 ms jitter each way; one way longer by up to 60 ms, or half the round trip, spread evenly. */
export const delayOf = (index: number): Delay => {
  const rttMs = 20 + (180 * index) / (PAGES - 1);
  const lopsidedMs = Math.min(60, rttMs / 2) * ((((index * 7) % PAGES) / (PAGES - 1)) * 2 - 1);
  return { upMs: (rttMs + lopsidedMs) / 2, downMs: (rttMs - lopsidedMs) / 2, jitterMs: 15 };
};

export const probeClock = async (origin: string, wallSkewMs: number): Promise<ClockState> => {
  const samples = [];
  for (let probe = 0; probe < PROBES_PER_ROUND; probe++) {
    const sentAt = performance.now();
    const response = await fetch(`${origin}/api/v1/clock`);
    const receivedAt = performance.now();
    samples.push(sampleOf(sentAt, receivedAt, ((await response.json()) as { now: number }).now));
  }
  const mono = performance.now();
  return synchronise(unsynchronised(Date.now() + wallSkewMs, mono), samples, mono);
};

/** Fires when this page's clock says `at`; answers the true instant on the machine's own clock. */
export const instantOf = (clock: ClockState, at: number): Promise<number> =>
  new Promise((resolve) => {
    const look = () => {
      const leftMs = at - timeAt(clock, performance.now());
      if (leftMs <= 0) resolve(performance.now());
      else setTimeout(look, Math.max(1, leftMs - 2));
    };
    look();
  });

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
};

/** Of every pair, how far apart they were. */
export const spreadsOf = (instants: readonly number[]): number[] =>
  instants.flatMap((one, index) => instants.slice(index + 1).map((other) => Math.abs(one - other)));
