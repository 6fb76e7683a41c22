// Sound and film that everybody hears together: a player follows the common clock, and says where the browser wants a tap first.
import { type RefObject, useEffect, useState } from "react";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { afterMs, everyMs } from "#web/lib/background-timer.ts";
import { clockRevision, serverNow } from "#web/lib/clock.ts";
import { useStore } from "#web/lib/external-store.ts";
import { followShow, type LateStarts } from "./follow-show.ts";

const lately: LateStarts = new Map();

/** Answers whether the browser wants a tap before it plays; `retry` is that tap. `show` is null where this page plays for itself. */
export const useSyncedPlayback = (
  player: RefObject<HTMLMediaElement | null>,
  show: Slideshow | null,
  index: number,
  skewMs: number,
): { readonly isBlocked: boolean; readonly retry: () => void } => {
  const [isBlocked, setBlocked] = useState(false);
  const [attempt, setAttempt] = useState(0);
  // What was planned by another estimate of the clock is planned anew.
  const revision = useStore(clockRevision);
  useEffect(
    () =>
      player.current === null || show === null
        ? undefined
        : followShow(player.current, {
            show,
            index,
            lately,
            now: () => serverNow() + skewMs,
            passedMs: () => performance.now(),
            after: afterMs,
            every: everyMs,
            onBlocked: setBlocked,
          }),
    [player, show, index, skewMs, attempt, revision],
  );
  return { isBlocked, retry: () => setAttempt(attempt + 1) };
};
