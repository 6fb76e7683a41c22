// The driver's page before it asks for the next slide: it waits for those who load it, but not for long. The actor knows nothing of it.
import type { PresenceMember } from "#core/protocol/frames.ts";
import type { DeckId } from "#core/protocol/ids.ts";
import { BARRIER_MAX_MS } from "#core/protocol/limits.ts";

export type Barrier = {
  readonly deckId: DeckId;
  readonly index: number;
  readonly announcedAt: number;
  readonly ready: ReadonlySet<string>;
};

/** Said with the signal `ready` in the same turn. */
export const announce = (deckId: DeckId, index: number, now: number): Barrier => ({
  deckId,
  index,
  announcedAt: now,
  ready: new Set(),
});

/** Somebody is ready; for another slide than this one it is old news. */
export const heardReady = (
  barrier: Barrier,
  by: string,
  said: { readonly deckId: string; readonly index: number },
): Barrier =>
  said.deckId === barrier.deckId && said.index === barrier.index && !barrier.ready.has(by)
    ? { ...barrier, ready: new Set([...barrier.ready, by]) }
    : barrier;

/** Visible members who are not ready yet; whoever is reconnecting is waited for by nobody. */
export const waitedFor = ({ ready }: Barrier, driver: string, members: readonly PresenceMember[]): string[] =>
  members
    .filter(({ user, state, visible }) => user !== driver && state === "here" && visible && !ready.has(user))
    .map(({ user }) => user);

/** Milliseconds until the slide is asked for at the latest; 0 for now. */
export const barrierLeftMs = (
  barrier: Barrier,
  driver: string,
  members: readonly PresenceMember[],
  now: number,
): number =>
  waitedFor(barrier, driver, members).length === 0 ? 0 : Math.max(0, barrier.announcedAt + BARRIER_MAX_MS - now);
