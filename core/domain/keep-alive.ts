// When a page pings. As in MQTT (5.0, 3.1.2.10), anything that is said keeps a connection alive, and no ping is needed where
// something is said often enough; unlike there, it must also be heard that the other end lives.

/** When a wire last carried something each way, on any one clock (ms); before all else -Infinity. */
export type WireTimes = {
  readonly saidAt: number;
  readonly heardAt: number;
  readonly pingedAt: number;
};

/** A timer that comes this much early is no reason for another one. */
const EARLY = 0.1;

/** Milliseconds until the next ping is due, 0 for now, where either end is silent for `everyMs` at most. */
export const pingWaitMs = ({ saidAt, heardAt, pingedAt }: WireTimes, everyMs: number, now: number): number => {
  const waitMs = everyMs - (now - Math.max(pingedAt, Math.min(saidAt, heardAt)));
  return waitMs <= everyMs * EARLY ? 0 : waitMs;
};
