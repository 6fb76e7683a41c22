// Settling a command exactly once, without a stored row for it: the log itself remembers (contract: settling).
import type { Ack, By, Reject } from "#core/protocol/frames.ts";

/** What is known of one client's earlier commands since some point of the log. */
export type ClientHistory = {
  /** `n` -> last `seq` of its own events. */
  readonly happened: ReadonlyMap<number, number>;
  /** `n` -> what was answered without an event; in memory only, gone after an eviction. */
  readonly answered: ReadonlyMap<number, Ack | Reject>;
};

export type Settlement =
  | { readonly verdict: "decide" }
  /** It has happened, or was answered before: the same answer again. */
  | { readonly verdict: "answer"; readonly frame: Ack | Reject }
  /** A later command of this client has already happened: this one can no longer come before it. */
  | { readonly verdict: "stale" }
  /** An earlier command is missing; nothing is settled, and it has to come first. */
  | { readonly verdict: "gap"; readonly expected: number };

export type CommandPlace = { readonly n: number; readonly floor: number };

/** `history` must cover every event of the client after the command's `since`. */
export const settle = ({ n, floor }: CommandPlace, { happened, answered }: ClientHistory): Settlement => {
  const seq = happened.get(n);
  if (seq !== undefined) return { verdict: "answer", frame: { type: "ack", n, seq } };
  const frame = answered.get(n);
  if (frame !== undefined) return { verdict: "answer", frame };
  for (const m of happened.keys()) if (m > n) return { verdict: "stale" };
  for (let m = floor; m < n; m++) {
    if (!happened.has(m) && !answered.has(m)) return { verdict: "gap", expected: m };
  }
  return { verdict: "decide" };
};

/** `n` -> last `seq` of one client's events among those after `since`. */
export const happenedOf = (
  events: Iterable<{ readonly seq: number; readonly by: By | null }>,
  user: string,
  client: string,
  since: number,
): Map<number, number> => {
  const happened = new Map<number, number>();
  for (const { seq, by } of events) {
    if (seq > since && by !== null && by.user === user && by.client === client) happened.set(by.n, seq);
  }
  return happened;
};

/** A reject that only says "later" or "first that one": the outbox entry stays. */
export const isRetry = (frame: Reject): boolean => frame.retryAfterMs !== undefined || frame.expected !== undefined;
