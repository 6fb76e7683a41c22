// What goes out to connect pages: ways of being reached are gathered, and all of it is paced, so that none is dropped as a flood.
import { type Bucket, takeToken } from "#core/domain/token-bucket.ts";
import type { RtcData, RtcSignal } from "#core/protocol/voice.ts";

/** Half of what a socket may send: the rest is for everything else a page says. */
const RATE = { perSecond: 10, burst: 16 };
/** Browsers find several ways within a moment. */
const GATHER_MS = 30;
const MAX_CANDIDATES = 30;

type Timer = (ms: number, callback: () => void) => () => void;

export class RtcOutbox {
  readonly #send: (signal: RtcSignal) => void;
  readonly #now: () => number;
  readonly #after: Timer;
  #waiting: RtcSignal[] = [];
  #bucket: Bucket;
  #stopTimer: (() => void) | null = null;

  constructor(send: (signal: RtcSignal) => void, now: () => number, after: Timer) {
    this.#send = send;
    this.#now = now;
    this.#after = after;
    this.#bucket = { tokens: RATE.burst, at: now() };
  }

  post(to: RtcSignal["to"], stay: string, data: RtcData): void {
    if (!this.#joinsLast(to, stay, data)) this.#waiting.push({ to, stay, data });
    this.#stopTimer ??= this.#after(GATHER_MS, () => this.#drain());
  }

  /** Order is kept for each person: what follows an offer goes with nothing that was before it. */
  #joinsLast(to: string, stay: string, data: RtcData): boolean {
    const index = this.#waiting.findLastIndex((signal) => signal.to === to && signal.stay === stay);
    const last = this.#waiting[index];
    if (last === undefined || !("candidates" in data) || !("candidates" in last.data)) return false;
    const candidates = [...last.data.candidates, ...data.candidates];
    if (candidates.length > MAX_CANDIDATES) return false;
    this.#waiting[index] = { ...last, data: { candidates } };
    return true;
  }

  #drain(): void {
    this.#stopTimer = null;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const { bucket, retryAfterMs } = takeToken(this.#bucket, RATE, this.#now());
      this.#bucket = bucket;
      if (retryAfterMs !== null) {
        this.#stopTimer = this.#after(retryAfterMs, () => this.#drain());
        return;
      }
      this.#waiting.shift();
      this.#send(next);
    }
  }

  /** What waits for somebody who is no longer there. */
  forget(stay: string): void {
    this.#waiting = this.#waiting.filter((signal) => signal.stay !== stay);
  }

  close(): void {
    this.#stopTimer?.();
    this.#waiting = [];
  }
}
