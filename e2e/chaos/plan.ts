// What goes wrong in one run, and when: drawn from its seed, so that the same number brings the same plan again.
import { pick, type Random, seededRandom } from "../../core/domain/seeded-random.fixture.ts";
import { FAULT_POINTS, type FaultPoint } from "./host-messages.ts";

export const WIRE_FAULTS = ["delay", "throttle", "drop", "cut", "half_open", "paused_reader", "no_upgrade"] as const;
export type WireFaultKind = (typeof WIRE_FAULTS)[number];

export type WireFault = {
  readonly atMs: number;
  readonly lastsMs: number;
  readonly kind: WireFaultKind;
  /** Places of those it happens to. */
  readonly clients: readonly number[];
  /** How bad, in [0, 1). */
  readonly strength: number;
};

/** What happens to the whole runtime, and so to every run that lives in it at that time. */
export type RuntimeFault = { readonly atMs: number } & (
  | { readonly kind: "kill" }
  | {
      readonly kind: "death";
      readonly point: FaultPoint;
      readonly after: number;
      /** Inside the turn; else just behind it, wherever the process is when the signal arrives. */
      readonly isInside: boolean;
    }
  | { readonly kind: "deploy" }
  | { readonly kind: "clock"; readonly jumpMs: number }
  | { readonly kind: "disk_full"; readonly lastsMs: number }
  | { readonly kind: "outage"; readonly service: "d1" | "r2" | "queue"; readonly lastsMs: number }
);

export type Plan = {
  readonly seed: number;
  readonly kind: "conversation" | "room";
  readonly clients: number;
  /** For how long there are faults and commands. */
  readonly stormMs: number;
  readonly wire: readonly WireFault[];
  readonly runtime: readonly RuntimeFault[];
  /** The actor leaves memory. */
  readonly evictionsAtMs: readonly number[];
  /** Everybody is cut, and comes back at once. */
  readonly stormsAtMs: readonly number[];
  /** A page is closed with whatever it has not sent; another page of the same person sends it. */
  readonly closings: readonly { readonly atMs: number; readonly client: number }[];
  readonly commands: readonly { readonly atMs: number; readonly client: number }[];
  /** Some long messages among them: enough to make a paused reader fall behind. */
  readonly isHeavy: boolean;
  /** By how much each client's wall clock is wrong. */
  readonly wallSkewsMs: readonly number[];
};

export type PlanShape = {
  readonly clients: number;
  readonly stormMs: number;
  readonly commands: number;
  /** Faults of the runtime that each run brings along, on average; of these how many end the process. */
  readonly runtimeFaults: number;
  readonly restarts: number;
};

const HOUR_MS = 3_600_000;
const LONGEST_JUMP_MS = 5 * 60_000;

const between = (roll: Random, low: number, high: number): number => Math.round(low + roll() * (high - low));

const wireFault = (roll: Random, { clients, stormMs }: PlanShape): WireFault => {
  const kind = pick(roll, WIRE_FAULTS) ?? "cut";
  const hit = new Set(Array.from({ length: between(roll, 1, 6) }, () => Math.floor(roll() * clients)));
  return {
    atMs: between(roll, 0, stormMs),
    lastsMs: between(roll, 200, kind === "no_upgrade" ? stormMs : 3_000),
    kind,
    clients: [...hit],
    strength: roll(),
  };
};

const restart = (roll: Random, atMs: number): RuntimeFault => {
  const dice = roll();
  if (dice < 0.2) return { kind: "kill", atMs };
  if (dice < 0.3) return { kind: "deploy", atMs };
  const point = pick(roll, FAULT_POINTS) ?? "appended";
  return { kind: "death", atMs, point, after: between(roll, 0, 4), isInside: roll() < 0.8 };
};

const mishap = (roll: Random, atMs: number): RuntimeFault => {
  const dice = roll();
  if (dice < 0.35) return { kind: "clock", atMs, jumpMs: between(roll, -LONGEST_JUMP_MS, LONGEST_JUMP_MS) };
  const lastsMs = between(roll, 300, 2_500);
  if (dice < 0.5) return { kind: "disk_full", atMs, lastsMs };
  return { kind: "outage", atMs, lastsMs, service: pick(roll, ["d1", "r2", "queue"] as const) ?? "d1" };
};

/** So many that their mean is `mean`. */
const times = (roll: Random, mean: number): number => Math.floor(mean) + (roll() < mean % 1 ? 1 : 0);

const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

export const planOf = (seed: number, shape: PlanShape): Plan => {
  const roll = seededRandom(seed);
  const { clients, stormMs, commands } = shape;
  const at = () => between(roll, 0, stormMs);
  const someone = () => Math.floor(roll() * clients);
  return {
    seed,
    kind: roll() < 0.6 ? "conversation" : "room",
    clients,
    stormMs,
    wire: many(between(roll, 8, 20), () => wireFault(roll, shape)),
    runtime: [
      ...many(times(roll, shape.restarts), () => restart(roll, at())),
      ...many(times(roll, shape.runtimeFaults), () => mishap(roll, at())),
    ],
    evictionsAtMs: many(between(roll, 0, 4), at),
    stormsAtMs: many(times(roll, 0.3), at),
    closings: many(between(roll, 0, 3), () => ({ atMs: at(), client: someone() })),
    commands: many(commands, () => ({ atMs: at(), client: someone() })).toSorted((one, other) => one.atMs - other.atMs),
    isHeavy: roll() < 0.1,
    wallSkewsMs: many(clients, () => between(roll, -HOUR_MS, HOUR_MS)),
  };
};
