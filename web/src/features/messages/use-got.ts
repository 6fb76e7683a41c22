// The open page says what it holds: the author of it sees that it has arrived, though nobody has looked yet.
import { useEffect, useRef } from "react";
import type { ConversationState } from "#core/protocol/conversations.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import type { LiveActor } from "#web/lib/live.ts";
import { currentUser } from "#web/lib/session.ts";
import { createGotTeller, type GotTeller } from "./got-teller.ts";

export const useGot = (
  actor: Pick<LiveActor<ConversationState>, "signal" | "getSnapshot" | "subscribe">,
  self: string,
  /** Between two who have accepted each other. */
  isTold: boolean,
): void => {
  const teller = useRef<GotTeller | null>(null);
  const told = useRef(isTold);
  useEffect(() => {
    told.current = isTold;
    if (isTold) teller.current?.again();
  }, [isTold]);

  useEffect(() => {
    const isLive = () => actor.getSnapshot().status === "live";
    const made = createGotTeller({
      self,
      mayTell: () => told.current && isLive() && currentUser()?.preferences.receipts === true,
      messages: () => actor.getSnapshot().state?.messages ?? [],
      signal: (seq) => actor.signal("got", { seq }),
      nowMs: () => performance.now(),
      afterMs,
    });
    teller.current = made;
    let wasLive = false;
    const look = () => {
      const live = isLive();
      if (live && !wasLive) made.again();
      else made.look();
      wasLive = live;
    };
    look();
    const unsubscribe = actor.subscribe(look);
    return () => {
      unsubscribe();
      made.close();
      teller.current = null;
    };
  }, [actor, self]);
};
