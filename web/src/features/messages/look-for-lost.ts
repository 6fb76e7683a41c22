// Whoever vanished from a conversation may be nowhere any more: their inbox is asked to look, so that nobody goes on
// seeing them online.
import { watchDelayMs } from "#core/domain/lock-in/watchers.ts";
import type { LiveActor } from "#web/lib/live.ts";
import { getPerson } from "#web/features/people/people-api.ts";
import { inbox } from "./inbox-store.ts";

export const lookForLost = (
  actor: Pick<LiveActor<unknown>, "getSnapshot" | "subscribe">,
  user: string,
): (() => void) => {
  let reconnecting: readonly string[] = [];
  return actor.subscribe(() => {
    const { presence, status } = actor.getSnapshot();
    if (presence === null || status !== "live") return;
    const { members } = presence;
    const lost = reconnecting.filter((other) => members.every((member) => member.user !== other));
    reconnecting = members.filter(({ state }) => state === "reconnecting").map((member) => member.user);
    // The same few who watch: a full house does not ask a thousand times.
    if (watchDelayMs(members, user) === null) return;
    for (const other of lost) {
      // The answer comes to every inbox as a signal; where the question fails the inbox finds out by itself, later.
      if (inbox.get().people.get(other)?.online === true) void getPerson(other).catch(() => undefined);
    }
  });
};
