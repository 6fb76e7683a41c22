// How long an object was awake, from what its instances were seen doing: as it is billed, and as it lies in memory.

/** Something that keeps an object from hibernating: an event being handled, a timer, work behind an answer. */
export type Stretch = {
  readonly actor: string;
  /** Another one after each hibernation. */
  readonly instance: number;
  readonly why: string;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
};

export type Window = { readonly from: number; readonly to: number };

/** The constructor of a new instance: what it ran for comes right behind it. */
export const WAKING = "wake";

/** So long after the last event an idle object leaves memory (the platform's own figure; plain workerd does the same). */
export const HIBERNATES_AFTER_MS = 10_000;

const overlapMs = (one: Window, other: Window): number =>
  Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from));

/** What is billed: wall time in which something ran or kept the object from hibernating, each moment once. */
export const awakeMs = (stretches: readonly Stretch[], window: Window): number => {
  let until = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const { from, to } of stretches.toSorted((one, other) => one.from - other.from)) {
    sum += overlapMs({ from: Math.max(from, until), to: Math.max(to, until) }, window);
    until = Math.max(until, to);
  }
  return sum;
};

type Life = { from: number; to: number };

const livesOf = (stretches: readonly Stretch[]): Life[] => {
  const lives = new Map<number, Life>();
  for (const { instance, from, to } of stretches) {
    const life = lives.get(instance) ?? { from, to };
    lives.set(instance, { from: Math.min(life.from, from), to: Math.max(life.to, to) });
  }
  return [...lives.values()].toSorted((one, other) => one.from - other.from);
};

/** From each waking to ten idle seconds after the last thing the instance did. */
export const inMemoryMs = (stretches: readonly Stretch[], window: Window): number => {
  const lives = livesOf(stretches);
  return lives.reduce((sum, { from, to }, index) => {
    const leftAt = Math.min(to + HIBERNATES_AFTER_MS, lives[index + 1]?.from ?? Number.POSITIVE_INFINITY);
    return sum + overlapMs({ from, to: leftAt }, window);
  }, 0);
};

/** The shortest idle time after which another instance was seen; infinite where none was. */
export const shortestNapMs = (stretches: readonly Stretch[]): number => {
  const lives = livesOf(stretches);
  const naps = lives.slice(1).map(({ from }, index) => from - (lives[index]?.to ?? from));
  return Math.min(Number.POSITIVE_INFINITY, ...naps);
};

const count = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

/** What happened in the window, by name. */
export const eventsIn = (stretches: readonly Stretch[], window: Window): Record<string, number> =>
  count(stretches.filter(({ from }) => from >= window.from && from < window.to).map(({ why }) => why));

/** What woke the object in the window, by name. */
export const wakesIn = (stretches: readonly Stretch[], window: Window): Record<string, number> => {
  const first = new Map<number, string>();
  for (const { instance, why } of stretches) if (why !== WAKING && !first.has(instance)) first.set(instance, why);
  const woken = stretches.filter(({ why, from }) => why === WAKING && from >= window.from && from < window.to);
  return count(woken.map(({ instance }) => first.get(instance) ?? "nothing"));
};
