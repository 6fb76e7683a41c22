// Every setup stands beside the others, and each piece of work goes from one to the next: what a ratio compares happened
// within half a minute, since neighbours make a machine a quarter faster or slower from one minute to the next.
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { type DoorFigures, measureDoor } from "./door.ts";
import type { Sample } from "./figures.ts";
import { comparedAt, OURS } from "./gates.ts";
import { gather, type Gathering, type Measured } from "./load.ts";
import type { Skipped } from "./results.ts";
import { isLockstep } from "./setups/lockstep.ts";
import type { Server, Setup } from "./setups/setup.ts";
import { Unavailable } from "./setups/tools.ts";
import type { Workload } from "./workloads.ts";

export type Plan = {
  /** The load generator. */
  readonly binary: string;
  readonly setups: readonly Setup[];
  readonly workloads: readonly Workload[];
  /** Where the data of all setups goes. */
  readonly folder: string;
  /** Each setup has four ports from here on. */
  readonly firstPort: number;
  /** How long the command door is asked; 0 for not at all. */
  readonly doorMs: number;
};

const PORTS_OF_ONE = 4;

type Standing = { readonly setup: Setup; readonly server: Server; readonly stop: () => Promise<void> };

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim();

const tell = (turn: number, { name }: Setup, workload: Workload, measured: Measured): void => {
  const { deliveries, elapsedMs, p50Ms, p99Ms, serverCpuMs, clientCpuMs } = measured;
  console.log(
    `${turn}  ${name}  ${workload.name}: ${deliveries} deliveries in ${Math.round(elapsedMs)} ms, p50 ${p50Ms} p99 ${p99Ms} ms, server ${serverCpuMs} ms CPU, client ${clientCpuMs} ms`,
  );
};

export class Rounds {
  readonly samples: Sample[] = [];
  readonly door: DoorFigures[] = [];
  readonly skipped: Skipped[] = [];
  readonly #plan: Plan;
  /** A setup that cannot be had, or cannot do a piece of work, is not asked again. */
  readonly #isOut = new Set<string>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** `round` counts from 1. */
  async run(round: number): Promise<void> {
    const standing = await this.#start();
    try {
      for (const workload of this.#plan.workloads) {
        const able = standing.filter(({ setup }) => this.#can(setup, workload));
        for (const group of groupsOf(able, workload)) await this.#compare(group, workload, round);
      }
      const ours = standing.find(({ setup }) => setup.name === OURS)?.server;
      if (this.#plan.doorMs > 0 && ours !== undefined && isLockstep(ours)) {
        this.door.push(await measureDoor(ours, this.#plan.doorMs));
      }
    } finally {
      await Promise.all(standing.map(({ stop }) => stop()));
    }
  }

  #can({ name, without }: Setup, workload: Workload): boolean {
    return without?.includes(workload.name) !== true && !this.#isOut.has(`${name}/${workload.name}`);
  }

  #leaveOut(setup: Setup, workload: Workload | null, reason: string): void {
    this.#isOut.add(workload === null ? setup.name : `${setup.name}/${workload.name}`);
    this.skipped.push({ setup: setup.name, workload: workload?.name ?? null, reason });
    console.log(`${setup.name}${workload === null ? "" : `, ${workload.name}`}: ${reason}`);
  }

  async #start(): Promise<Standing[]> {
    const standing: Standing[] = [];
    for (const [index, setup] of this.#plan.setups.entries()) {
      if (this.#isOut.has(setup.name)) continue;
      const folder = await mkdtemp(path.join(this.#plan.folder, "bench-"));
      const forget = () => rm(folder, { recursive: true, force: true });
      try {
        const server = await setup.start(folder, this.#plan.firstPort + index * PORTS_OF_ONE);
        standing.push({ setup, server, stop: () => server.stop().then(forget) });
      } catch (error) {
        await forget();
        const reason = reasonOf(error);
        this.#leaveOut(setup, null, error instanceof Unavailable ? reason : `could not be started: ${reason}`);
      }
    }
    return standing;
  }

  /** Lap by lap in turn; whoever takes no turns with others is measured once. */
  async #compare(group: readonly Standing[], workload: Workload, round: number): Promise<void> {
    const { count, warmMs } = workload.laps;
    const gathered = new Map<Setup, Gathering>();
    const attempt = async (setup: Setup, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        gathered.get(setup)?.leave();
        gathered.delete(setup);
        this.#leaveOut(setup, workload, `failed: ${reasonOf(error)}`);
      }
    };
    for (const { setup, server } of group) {
      await attempt(setup, async () => {
        gathered.set(setup, await gather(this.#plan.binary, server, workload));
      });
    }
    const takesTurns = group.length > 1;
    for (let lap = 1; lap <= (takesTurns ? count : 1); lap++) {
      for (const [setup, { warm, work }] of gathered) {
        await attempt(setup, async () => {
          if (takesTurns) await warm(warmMs);
          const measured = await work();
          const turn = (round - 1) * count + lap;
          this.samples.push({ setup: setup.name, workload: workload.name, turn, measured });
          tell(turn, setup, workload, measured);
        });
      }
    }
    for (const { leave } of gathered.values()) leave();
  }
}

/** Those that a gate compares take turns; the others follow, each by itself. */
const groupsOf = (standing: readonly Standing[], workload: Workload): Standing[][] => {
  if (workload.laps.count === 1) return standing.map((one) => [one]);
  const compared = comparedAt(workload.name);
  const isCompared = ({ setup }: Standing) => compared.has(setup.name);
  const others = standing.filter((one) => !isCompared(one)).map((one) => [one]);
  return [standing.filter(isCompared), ...others];
};
