// The one clock (contract, section 4): probes the edge, anchors on performance.now(), notices sleep.
import {
  boundAt,
  type ClockSample,
  type ClockState,
  lookAgainMs,
  PROBES_PER_ROUND,
  RESYNC_EVERY_MS,
  sampleOf,
  sleptBetween,
  synchronise,
  timeAt,
  unsynchronised,
  wake,
} from "#core/domain/clock-sync.ts";
import { createStore } from "./external-store.ts";

const WATCH_SLEEP_EVERY_MS = 1_000;
const RETRY_MS = 10_000;
const CLOCK = "/api/v1/clock";
/** Browsers blur what they tell of time by this much at most. */
const COARSE_MS = 2;

let state: ClockState = unsynchronised(Date.now(), performance.now());
let seen = { wall: Date.now(), mono: performance.now() };
let round: Promise<void> | null = null;
let started = false;

/** Changes whenever the estimate did (a round, a wake): schedules are looked at again. */
export const clockRevision = createStore(0);
const changed = () => clockRevision.set(clockRevision.get() + 1);

const noticeSleep = (): void => {
  const now = { wall: Date.now(), mono: performance.now() };
  const asleepMs = sleptBetween(seen, now);
  seen = now;
  if (asleepMs === 0) return;
  state = wake(state, asleepMs, now.mono);
  changed();
  void synchroniseClock();
};

/** Server time in epoch ms. */
export const serverNow = (): number => {
  // Looked at on every reading: a page that was frozen must be right on its first frame.
  noticeSleep();
  return timeAt(state, performance.now());
};

/** Half-width of what `serverNow` can be wrong by; infinite before the first probe was answered. */
export const clockBoundMs = (): number => boundAt(state, performance.now());

export const isClockSynchronised = (): boolean => state.synchronised;

/** For the room's `rtt` signal: the best round trip of the last round. */
let lastRttMs: number | null = null;
export const clockRttMs = (): number | null => lastRttMs;

type Trip = { readonly sent: number; readonly received: number };

/**
 * As the browser itself saw the request on the wire: without what it waited for a connection, or its answer for a page that is
 * loading. Where the browser keeps no more records, as the page saw it.
 */
const onTheWire = ({ sent, received }: Trip): Trip => {
  const records = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const own = records.findLast(({ name, startTime }) => name.endsWith(CLOCK) && startTime >= sent - COARSE_MS);
  return own === undefined || own.requestStart === 0 || own.responseStart === 0
    ? { sent, received }
    : { sent: own.requestStart, received: own.responseStart };
};

const probe = async (): Promise<ClockSample | null> => {
  const sent = performance.now();
  try {
    const response = await fetch(CLOCK, { cache: "no-store", credentials: "omit" });
    const received = performance.now();
    if (!response.ok) return null;
    const { now } = (await response.json()) as { now: number };
    const trip = onTheWire({ sent, received });
    return sampleOf(trip.sent, trip.received, now);
  } catch {
    return null;
  }
};

const runRound = async (probes: number, looks: number): Promise<void> => {
  const samples: ClockSample[] = [];
  const before = state;
  for (let count = 0; count < probes; count++) {
    const sample = await probe();
    if (sample === null) break;
    samples.push(sample);
    // The first answer is far better than none: shown at once, refined by the rest.
    if (samples.length === 1 && !state.synchronised) {
      state = synchronise(state, samples, performance.now());
      changed();
    }
  }
  if (samples.length === 0) {
    setTimeout(() => void synchroniseClock(), RETRY_MS);
    return;
  }
  // What the first answer alone said, of a page still loading, is replaced and not walked away from for half a minute.
  state = synchronise(before.synchronised ? state : before, samples, performance.now());
  lastRttMs = Math.min(...samples.map(({ rttMs }) => rttMs));
  changed();
  const againMs = lookAgainMs(state, looks);
  if (againMs !== null) setTimeout(() => void synchroniseClock(PROBES_PER_ROUND, looks + 1), againMs);
};

/** A round of probes, after so many `looks` that told little; callers at the same time share it. */
export const synchroniseClock = (probes = PROBES_PER_ROUND, looks = 0): Promise<void> => {
  round ??= runRound(probes, looks).finally(() => {
    round = null;
  });
  return round;
};

export const startClock = (): void => {
  if (started) return;
  started = true;
  void synchroniseClock();
  setInterval(noticeSleep, WATCH_SLEEP_EVERY_MS);
  // One look now and then is enough, however little it tells.
  setInterval(() => void synchroniseClock(1, Number.POSITIVE_INFINITY), RESYNC_EVERY_MS);
  addEventListener("online", () => void synchroniseClock());
  (navigator as { connection?: EventTarget }).connection?.addEventListener("change", () => void synchroniseClock());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") noticeSleep();
  });
};
