// Chance that can be repeated: a seed printed by a failing test brings the same schedule back.

export type Random = () => number;

/** Mulberry32: small, seeded, good enough to shuffle a schedule. In [0, 1). */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const pick = <T>(roll: Random, list: readonly T[]): T | undefined => list[Math.floor(roll() * list.length)];
