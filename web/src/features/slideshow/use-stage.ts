// Which slide is on, on the common clock: the page turns at the instant itself, not when it next happens to look.
import { useEffect, useState } from "react";
import { type Stage, stageAt } from "#core/domain/slideshow/stage.ts";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { clockRevision, isClockSynchronised, serverNow } from "#web/lib/clock.ts";
import { useStore } from "#web/lib/external-store.ts";

/** Where the common clock does not answer, one's own is better than nothing. */
const PATIENCE_MS = 3_000;
const NOT_YET: Stage = { index: null, since: null, until: null, media: null };

export const useStage = (show: Slideshow, skewMs: number): Stage => {
  const revision = useStore(clockRevision);
  const [, render] = useState(0);
  const [isPatient, setPatient] = useState(true);
  useEffect(() => afterMs(PATIENCE_MS, () => setPatient(false)), []);
  useEffect(() => {
    let stop: (() => void) | null = null;
    const plan = () => {
      const now = serverNow() + skewMs;
      const { until } = stageAt(show, now);
      if (until === null) return;
      stop = afterMs(until - now, () => {
        render((count) => count + 1);
        plan();
      });
    };
    plan();
    const look = () => {
      if (document.visibilityState === "visible") render((count) => count + 1);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      stop?.();
      document.removeEventListener("visibilitychange", look);
    };
  }, [show, skewMs, revision]);
  // A device whose own clock is wrong would show another slide than everybody else's, for a moment.
  return isClockSynchronised() || !isPatient ? stageAt(show, serverNow() + skewMs) : NOT_YET;
};
