// What is on screen counts as read while the page is in front; a hidden page reads nothing.
import { useCallback, useEffect, useRef } from "react";
import type { LiveActor } from "#web/lib/live.ts";
import { currentUser } from "#web/lib/session.ts";
import { createReadMarker, type ReadMarker } from "./read-marker.ts";

export const useReading = (
  actor: Pick<LiveActor<unknown>, "signal" | "getSnapshot">,
  conversation: string,
  /** Nobody learns that a request was read before it is accepted. */
  isRequest: boolean,
) => {
  const marker = useRef<ReadMarker | null>(null);
  const request = useRef(isRequest);
  const last = useRef<{ upTo: number; isAll: boolean } | null>(null);
  useEffect(() => {
    request.current = isRequest;
  }, [isRequest]);

  useEffect(() => {
    const made = createReadMarker({
      conversation,
      hasReceipts: () => !request.current && currentUser()?.preferences.receipts === true,
      have: () => actor.getSnapshot().head,
      signal: (upTo) => actor.signal("read", { upTo }),
    });
    marker.current = made;
    const look = () => {
      if (document.visibilityState === "visible" && last.current !== null)
        made.mark(last.current.upTo, last.current.isAll);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      made.close();
      marker.current = null;
    };
  }, [actor, conversation]);

  return useCallback((upTo: number, isAll: boolean) => {
    last.current = { upTo, isAll };
    if (document.visibilityState === "visible") marker.current?.mark(upTo, isAll);
  }, []);
};
