// Server time from probes, for a clock that only knows how much time has passed (contract, section 4). Pure:
// `mono` is a reading of `performance.now()`, `wall` one of `Date.now()`, both in ms.

export const PROBES_PER_ROUND = 8;
export const RESYNC_EVERY_MS = 5 * 60_000;
export const SLEW_MS_PER_MS = 0.005;
export const STEP_ABOVE_MS = 250;
export const WAKE_JUMP_MS = 1_000;
/** What a quartz in a laptop may wander between two rounds; widens the error bound with age. */
const DRIFT_ALLOWANCE = 20 / 1_000_000;
const MAX_RATE = 200 / 1_000_000;
/** A round while a page is still loading tells little: worse than this, it is looked at again, each time later. */
const WIDE_BOUND_MS = 40;
const LOOK_AGAIN_AFTER_MS = [4_000, 30_000] as const;

export type ClockSample = {
  /** Server time minus `mono`, as seen half way through the round trip. */
  readonly offsetMs: number;
  readonly rttMs: number;
  readonly mono: number;
};

export type ClockState = {
  /** What the server's clock is believed to be: `offsetMs` at `mono`, moving by `rate`. */
  readonly target: {
    readonly offsetMs: number;
    readonly mono: number;
    readonly rate: number;
    readonly boundMs: number;
  };
  /** What is shown: it walks from here towards the target. */
  readonly shown: { readonly offsetMs: number; readonly mono: number };
  /** false until the first probe: then this is the device's own clock and may be wrong by any amount. */
  readonly synchronised: boolean;
};

export const sampleOf = (sentMono: number, receivedMono: number, serverNow: number): ClockSample => ({
  offsetMs: serverNow - (sentMono + receivedMono) / 2,
  rttMs: Math.max(0, receivedMono - sentMono),
  mono: receivedMono,
});

/** Whatever the asymmetry of a path, the truth lies within half of its round trip: so the shortest is the best. */
export const bestOf = (samples: readonly ClockSample[]): ClockSample | null =>
  samples.reduce<ClockSample | null>((best, next) => (best === null || next.rttMs < best.rttMs ? next : best), null);

export const unsynchronised = (wall: number, mono: number): ClockState => ({
  target: { offsetMs: wall - mono, mono, rate: 0, boundMs: Number.POSITIVE_INFINITY },
  shown: { offsetMs: wall - mono, mono },
  synchronised: false,
});

const targetAt = ({ target }: ClockState, mono: number): number => target.offsetMs + target.rate * (mono - target.mono);

const shownOffset = (state: ClockState, mono: number): number => {
  const goal = targetAt(state, mono);
  const reach = Math.max(0, mono - state.shown.mono) * SLEW_MS_PER_MS;
  return state.shown.offsetMs + Math.min(reach, Math.max(-reach, goal - state.shown.offsetMs));
};

/** Server time to show at `mono`. Never runs backwards between two steps. */
export const timeAt = (state: ClockState, mono: number): number => mono + shownOffset(state, mono);

const targetBoundAt = ({ target }: ClockState, mono: number): number =>
  target.boundMs + Math.max(0, mono - target.mono) * DRIFT_ALLOWANCE;

/** How far off `timeAt` can be: half the best round trip, what drift may have added since, and what is left to slew. */
export const boundAt = (state: ClockState, mono: number): number =>
  targetBoundAt(state, mono) + Math.abs(targetAt(state, mono) - shownOffset(state, mono));

/** Only drift that the error bounds of both rounds cannot explain is believed, so that noise never becomes a rate. */
const measuredRate = (state: ClockState, next: ClockSample): number => {
  const { target } = state;
  const elapsed = next.mono - target.mono;
  if (!state.synchronised || elapsed < RESYNC_EVERY_MS / 2) return target.rate;
  const moved = next.offsetMs - targetAt(state, next.mono);
  const unexplained = Math.max(0, Math.abs(moved) - target.boundMs - next.rttMs / 2);
  const rate = target.rate + (Math.sign(moved) * unexplained) / elapsed;
  return Math.min(MAX_RATE, Math.max(-MAX_RATE, rate));
};

/** A worse look than what is known already, which contradicts nothing of it. */
const saysNothingNew = (state: ClockState, { offsetMs, rttMs, mono }: ClockSample): boolean => {
  const boundMs = targetBoundAt(state, mono);
  return rttMs / 2 > boundMs && Math.abs(offsetMs - targetAt(state, mono)) <= boundMs + rttMs / 2;
};

/** Takes in a round of probes (or its first answers). A correction above 250 ms is a step, a smaller one is walked. */
export const synchronise = (state: ClockState, samples: readonly ClockSample[], mono: number): ClockState => {
  const best = bestOf(samples);
  if (best === null || (state.synchronised && saysNothingNew(state, best))) return state;
  const target = { offsetMs: best.offsetMs, mono: best.mono, rate: measuredRate(state, best), boundMs: best.rttMs / 2 };
  const next: ClockState = { target, shown: { offsetMs: shownOffset(state, mono), mono }, synchronised: true };
  const correction = targetAt(next, mono) - next.shown.offsetMs;
  if (state.synchronised && Math.abs(correction) <= STEP_ABOVE_MS) return next;
  return { ...next, shown: { offsetMs: targetAt(next, mono), mono } };
};

/** In how many milliseconds a round is worth another, after `looks` of them; null where it is good enough or no use. */
export const lookAgainMs = ({ target }: ClockState, looks: number): number | null =>
  target.boundMs > WIDE_BOUND_MS ? (LOOK_AGAIN_AFTER_MS[looks] ?? null) : null;

/** Whether the machine slept: wall time moved on while `performance.now()` stood still. */
export const sleptBetween = (
  before: { readonly wall: number; readonly mono: number },
  after: { readonly wall: number; readonly mono: number },
): number => {
  const asleepMs = after.wall - before.wall - (after.mono - before.mono);
  return asleepMs > WAKE_JUMP_MS ? asleepMs : 0;
};

/** After a sleep the wall clock's movement stands in until the first probe: what it showed before does not matter. */
export const wake = (state: ClockState, asleepMs: number, mono: number): ClockState => ({
  target: {
    ...state.target,
    offsetMs: targetAt(state, mono) + asleepMs,
    mono,
    boundMs: state.target.boundMs + WAKE_JUMP_MS,
  },
  shown: { offsetMs: shownOffset(state, mono) + asleepMs, mono },
  synchronised: state.synchronised,
});
