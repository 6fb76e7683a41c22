// Keeping presence truthful: a silent cut is noticed only because somebody who is here asks the actor to look.
import { WATCH_EVERY_MS, watchDelayMs } from "#core/domain/lock-in/watchers.ts";
import { afterMs } from "./background-timer.ts";
import type { LiveActor } from "./live.ts";

/**
 * The first visible members ask the actor to look, every four seconds, each at its place in the round. A change of
 * presence never moves a turn that already waits, or a busy place would never be looked at.
 */
export const keepWatch = (
  actor: Pick<LiveActor<unknown>, "getSnapshot" | "subscribe" | "signal">,
  user: string,
): (() => void) => {
  let stop: (() => void) | null = null;
  const placeMs = (): number | null => watchDelayMs(actor.getSnapshot().presence?.members ?? [], user);
  const turnIn = (ms: number) => {
    stop = afterMs(ms, () => {
      stop = null;
      if (placeMs() === null) return;
      actor.signal("watch", {});
      turnIn(WATCH_EVERY_MS);
    });
  };
  const begin = () => {
    const ms = stop === null ? placeMs() : null;
    if (ms !== null) turnIn(ms);
  };
  begin();
  const unsubscribe = actor.subscribe(begin);
  return () => {
    unsubscribe();
    stop?.();
  };
};
