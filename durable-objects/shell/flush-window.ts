// How long events are gathered before they are written and sent: nothing when quiet, up to 18 ms under load.
import { MAX_FLUSH_WINDOW_MS } from "#core/protocol/limits.ts";

/** Below this many deliveries a second every event goes at once: a chat of two never waits. */
const QUIET_DELIVERIES_PER_SECOND = 500;
const DELIVERIES_PER_SECOND_AND_MS = 400;
/** A timer goes off up to a millisecond late, and a frame takes one or two to fifty readers: by the promised end it is there. */
const MAX_WINDOW_MS = MAX_FLUSH_WINDOW_MS - 2;
/** So many at once are worth a frame: they go as soon as what has come in with them has joined them. */
const FULL_EVENTS = 16;
/** How long a full frame waits for as many as the last ones had. */
const JOINING_MS = 3;
/** One full frame of so many takes what is already here, however much that is, and so learns how many to wait for. */
const LEARN_EVERY = 16;
/** A smaller frame lowers what is waited for by a quarter at most: it may have been cut short. */
const FORGET = 3 / 4;

/** Milliseconds; none where the clock was set back meanwhile, or what waits would wait for as long. */
const since = (at: number, now: number): number => Math.max(0, now - at);

export class FlushWindow {
  #deliveries = 0;
  #measuredAt = 0;
  #flushedAt = Number.NEGATIVE_INFINITY;
  /** Events of a full frame: whoever is answered together speaks together again. */
  #expected = 0;
  /** Full frames that need not learn; 0: the next one does. */
  #learned = 0;

  /** One event that will go to `readers` sockets. */
  count(readers: number, now: number): void {
    // Decays with a time constant of one second, so the figure is about the deliveries of the last second.
    this.#deliveries = this.#deliveries * Math.exp(-since(this.#measuredAt, now) / 1000) + readers;
    this.#measuredAt = now;
  }

  flushed(now: number, events: number): void {
    this.#flushedAt = now;
    if (events < FULL_EVENTS) {
      this.#expected = 0;
      this.#learned = 0;
    } else if (this.#learned > 0 && events >= this.#expected) {
      this.#learned -= 1;
    } else {
      this.#expected = Math.max(events, Math.floor(this.#expected * FORGET));
      this.#learned = LEARN_EVERY - 1;
    }
  }

  /**
   * Milliseconds the next flush of what is staged should wait; null for not at all, 0 for whatever else is already here.
   * What comes within a window of the last flush opens one of its own, and what comes while that is open waits for its end.
   */
  waitMs(now: number, stagedEvents: number, isOpen: boolean): number | null {
    if (this.#deliveries < QUIET_DELIVERIES_PER_SECOND) return null;
    if (stagedEvents >= FULL_EVENTS) return this.#joiningMs(stagedEvents);
    const windowMs = Math.min(MAX_WINDOW_MS, Math.ceil(this.#deliveries / DELIVERIES_PER_SECOND_AND_MS));
    return isOpen || since(this.#flushedAt, now) < windowMs ? windowMs : null;
  }

  #joiningMs(stagedEvents: number): number | null {
    if (this.#learned === 0) return 0;
    return stagedEvents >= this.#expected ? null : JOINING_MS;
  }
}
