// What the product promises of its speed, as ratios to its peers from the same turns, and whether it holds.
import { figureOf, type FigureName, turnsOf, type Sample } from "./figures.ts";
import { ratioOf, type Spread } from "./statistics.ts";
import type { WorkloadName } from "./workloads.ts";

export const OURS = "Lockstep";
export const SOCKET_IO = "Socket.IO + Redis + PostgreSQL";
export const BARE = "a bare Durable Object";
export const PARTY = "partyserver on workerd";
export const BARE_CONTRACT = "a bare Durable Object with the contract's events";
export const BARE_GATHERING = "a bare Durable Object that gathers for 20 ms";
/** Objects on the same runtime that do nothing but store and send; which one is better depends on the work. */
const BARE_OBJECTS = [BARE, PARTY, BARE_GATHERING] as const;
export const BOUND = "C, epoll + SQLite, one frame per flush (the bound)";
export const FLUSHING_WS = "`ws` + SQLite on Node, one frame per flush";

type Gate = {
  readonly title: string;
  readonly workload: WorkloadName;
  readonly figure: FigureName;
  /** null: a figure of our own, in its unit. */
  readonly against: string | null;
  readonly must: "at most" | "at least";
  readonly gate: number;
  readonly aim: number;
};

export const GATES: readonly Gate[] = [
  {
    title: "A, CPU per delivery",
    workload: "A",
    figure: "cpuPerMillion",
    against: SOCKET_IO,
    must: "at most",
    gate: 0.5,
    aim: 0.25,
  },
  { title: "A, p50 in ms", workload: "A", figure: "p50Ms", against: null, must: "at most", gate: 15, aim: 8 },
  {
    title: "Amax, CPU per delivery",
    workload: "Amax8",
    figure: "cpuPerMillion",
    against: SOCKET_IO,
    must: "at most",
    gate: 0.12,
    aim: 0.05,
  },
  {
    title: "Amax, messages a second",
    workload: "Amax8",
    figure: "messagesPerSecond",
    against: SOCKET_IO,
    must: "at least",
    gate: 7.6,
    aim: 20,
  },
  {
    title: "Amax, messages a second",
    workload: "Amax8",
    figure: "messagesPerSecond",
    against: BOUND,
    must: "at least",
    gate: 0.27,
    aim: 0.5,
  },
  {
    title: "Amax, messages a second",
    workload: "Amax8",
    figure: "messagesPerSecond",
    against: FLUSHING_WS,
    must: "at least",
    gate: 0.36,
    aim: 0.7,
  },
  {
    title: "B, CPU per delivery",
    workload: "B",
    figure: "cpuPerMillion",
    against: SOCKET_IO,
    must: "at most",
    gate: 0.57,
    aim: 0.3,
  },
  {
    title: "D, CPU per rejoin",
    workload: "D",
    figure: "cpuMsPerRejoin",
    against: SOCKET_IO,
    must: "at most",
    gate: 1.04,
    aim: 0.6,
  },
  { title: "cold, time", workload: "cold", figure: "p50Ms", against: SOCKET_IO, must: "at most", gate: 0.5, aim: 0.3 },
];

/** Whose figures decide about a workload's gates. */
export const comparedAt = (workload: WorkloadName): ReadonlySet<string> => {
  const against = GATES.filter((gate) => gate.workload === workload).flatMap((gate) => gate.against ?? []);
  return new Set([OURS, ...BARE_OBJECTS, BARE_CONTRACT, ...against]);
};

export type Verdict = Gate & {
  readonly value: Spread | null;
  /** The same of the better of the objects without any engine: what the runtime costs by itself. */
  readonly floor: Spread | null;
  /** The same of a bare object whose events say all that ours do. */
  readonly floorOfContract: Spread | null;
  readonly isMet: boolean;
  readonly isAimed: boolean;
};

const betterOf = (spreads: readonly (Spread | null)[], must: Gate["must"]): Spread | null =>
  spreads
    .filter((spread) => spread !== null)
    .toSorted((one, other) => (must === "at most" ? one.median - other.median : other.median - one.median))[0] ?? null;

export const judge = (samples: readonly Sample[]): Verdict[] =>
  GATES.map((gate) => {
    const { workload, figure, against, must } = gate;
    const valueOf = (setup: string) =>
      against === null
        ? figureOf(samples, { setup, workload, figure })
        : ratioOf(
            turnsOf(samples, { setup, workload, figure }),
            turnsOf(samples, { setup: against, workload, figure }),
          );
    const value = valueOf(OURS);
    const floor = betterOf(BARE_OBJECTS.map(valueOf), must);
    const holds = (limit: number) =>
      value !== null && (must === "at most" ? value.median <= limit : value.median >= limit);
    const floorOfContract = valueOf(BARE_CONTRACT);
    return { ...gate, value, floor, floorOfContract, isMet: holds(gate.gate), isAimed: holds(gate.aim) };
  });
