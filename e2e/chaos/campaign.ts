// Many runs: several at a time in one runtime, each with its own plan, its own people and its own verdict.
import { planOf, type PlanShape } from "./plan.ts";
import { type Runtime, startRuntime } from "./runtime.ts";
import { troublesOf } from "./witness.ts";
import { type RunResult, World } from "./world.ts";

export type CampaignOptions = {
  readonly runs: number;
  readonly seed: number;
  readonly clients: number;
  /** How many runs live in one runtime at a time. */
  readonly together: number;
  readonly stormMs: number;
  readonly commands: number;
  readonly say: (line: string) => void;
  /** After each batch: who stops a long campaign still has what it found. */
  readonly keep: (soFar: Campaign) => Promise<void>;
};

/** One that could not be ended, and why. */
export type Failure = { readonly seed: number; readonly why: string };

export type Campaign = {
  readonly options: Omit<CampaignOptions, "say" | "keep">;
  readonly results: readonly RunResult[];
  readonly failures: readonly Failure[];
  /** What really happened to the runtime. */
  readonly runtime: Readonly<Record<string, number>>;
  readonly complaints: readonly (readonly [text: string, times: number])[];
  readonly canFillDisk: boolean;
  readonly tookMs: number;
};

/** Of all that live together, so that a run sees about as many restarts whatever their number. */
const RESTARTS_TOGETHER = 2;
const MISHAPS_TOGETHER = 3;
/** A batch that takes as long as this says what it waits for. */
const LONG_MS = 45_000;

/** Runs end apart: one that cannot begin is a trouble of its own and not of the others. */
const together = async (worlds: readonly World[], runtime: Runtime): Promise<PromiseSettledResult<RunResult>[]> => {
  const begun = await Promise.allSettled(worlds.map((world) => world.begin()));
  await Promise.all(worlds.map((world, index) => (begun[index]?.status === "fulfilled" ? world.storm() : null)));
  await runtime.calm();
  return Promise.allSettled(
    worlds.map(async (world, index) => {
      const start = begun[index];
      if (start?.status === "rejected") throw new Error(`could not begin: ${String(start.reason)}`);
      return world.settle();
    }),
  );
};

export const runCampaign = async (options: CampaignOptions): Promise<Campaign> => {
  const { say, keep, ...rest } = options;
  const { runs, seed, clients, stormMs, commands } = rest;
  const startedAt = performance.now();
  const atOnce = Math.min(runs, options.together);
  const shape: PlanShape = {
    clients,
    stormMs,
    commands,
    restarts: RESTARTS_TOGETHER / options.together,
    runtimeFaults: MISHAPS_TOGETHER / options.together,
  };
  const runtime = await startRuntime(atOnce * clients);
  if (!runtime.parts.canFillDisk) say("disk full: skipped, this machine lets nobody mount a small disk (needs root)");
  const results: RunResult[] = [];
  const failures: Failure[] = [];
  let isOver = false;
  const soFar = (): Campaign => ({
    options: rest,
    results,
    failures,
    runtime: Object.fromEntries([...runtime.counts].toSorted()),
    complaints: [...runtime.complaints].toSorted(([, one], [, other]) => other - one),
    canFillDisk: runtime.parts.canFillDisk,
    tookMs: performance.now() - startedAt,
  });
  try {
    for (let first = 0; first < runs; first += atOnce) {
      const worlds = Array.from({ length: Math.min(atOnce, runs - first) }, (_, index) => {
        const people = runtime.parts.people.slice(index * clients, (index + 1) * clients);
        return new World(planOf(seed + first + index, shape), runtime, people);
      });
      const batchAt = performance.now();
      const wondering = setInterval(() => {
        for (const world of worlds) if (!world.isOver) say(`seed ${world.plan.seed}: ${world.standing}`);
      }, LONG_MS);
      // Without its host a batch would wait for ever, and each of its runs has failed.
      const settled = await Promise.race([together(worlds, runtime), runtime.parts.ended]).catch((reason: unknown) => {
        isOver = true;
        return worlds.map(() => ({ status: "rejected" as const, reason }));
      });
      clearInterval(wondering);
      for (const [index, outcome] of settled.entries()) {
        const world = worlds[index];
        if (world === undefined) continue;
        if (outcome.status === "rejected") {
          world.end();
          failures.push({ seed: world.plan.seed, why: String(outcome.reason) });
        } else {
          results.push(outcome.value);
          for (const why of troublesOf(outcome.value)) failures.push({ seed: world.plan.seed, why });
        }
      }
      const bad = failures.filter((failure) => failure.seed >= seed + first);
      const again = `CHAOS_SEED=${seed + first} CHAOS_RUNS=${worlds.length} CHAOS_TOGETHER=${options.together} CHAOS_CLIENTS=${clients} npm run chaos`;
      for (const { seed: of, why } of bad.slice(0, 20)) say(`seed ${of}: ${why}\n    again: ${again}`);
      const seconds = (performance.now() - batchAt) / 1_000;
      say(
        `${first + worlds.length} of ${runs} runs, ${failures.length} troubles, ${(seconds / worlds.length).toFixed(2)} s a run`,
      );
      await keep(soFar());
      if (isOver) break;
    }
  } finally {
    await runtime.stop();
  }
  return soFar();
};
