// Whoever vanished from a conversation may be nowhere any more: their inbox is asked to look, so that nobody goes on
// seeing them online.
import { watchDelayMs } from "#core/domain/lock-in/watchers.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import type { LiveActor } from "#web/lib/live.ts";
import { getPerson } from "#web/features/people/people-api.ts";
import { inbox } from "./inbox-store.ts";

/** A question that got lost, or came a moment too early, is asked again; whoever only closed the page is still online. */
const TIMES = 3;
const ASK_AGAIN_MS = 3_000;

export const lookForLost = (
  actor: Pick<LiveActor<unknown>, "getSnapshot" | "subscribe">,
  user: string,
): (() => void) => {
  let reconnecting: readonly string[] = [];
  const stops = new Map<string, () => void>();

  const ask = (other: string, times: number): void => {
    stops.delete(other);
    // The answer comes to every inbox as a signal.
    if (inbox.get().people.get(other)?.online !== true) return;
    void getPerson(other).catch(() => undefined);
    if (times > 1)
      stops.set(
        other,
        afterMs(ASK_AGAIN_MS, () => ask(other, times - 1)),
      );
  };

  const unsubscribe = actor.subscribe(() => {
    const { presence, status } = actor.getSnapshot();
    if (presence === null || status !== "live") return;
    const { members } = presence;
    const lost = reconnecting.filter((other) => members.every((member) => member.user !== other));
    reconnecting = members.filter(({ state }) => state === "reconnecting").map((member) => member.user);
    // The same few who watch: a full house does not ask a thousand times.
    if (watchDelayMs(members, user) === null) return;
    for (const other of lost) if (!stops.has(other)) ask(other, TIMES);
  });
  return () => {
    unsubscribe();
    for (const stop of stops.values()) stop();
  };
};
