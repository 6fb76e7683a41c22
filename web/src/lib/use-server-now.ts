// Server time as a value that renders: once a second for figures, exactly at an edge for phases.
import { useEffect, useState } from "react";
import { clockRevision, serverNow } from "./clock.ts";
import { useStore } from "./external-store.ts";

type Tick = {
  readonly everyMs?: number;
  /** How far the clock that made the schedule is from the edge's. */
  readonly skewMs?: number;
  /** An instant on which a tick must fall: the end of a phase, so that its edge is never a part of a second late. */
  readonly alignTo?: number | null;
};

/** Ticks on the server's seconds, so that all screens change in the same instant. */
export const useServerNow = ({ everyMs = 1_000, skewMs = 0, alignTo = 0 }: Tick = {}): number => {
  const revision = useStore(clockRevision);
  const [, render] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const untilNext = () => {
      const since = (serverNow() + skewMs - (alignTo ?? 0)) % everyMs;
      return Math.max(1, Math.ceil(since < 0 ? -since : everyMs - since));
    };
    const tick = () => {
      render((count) => count + 1);
      timer = setTimeout(tick, untilNext());
    };
    timer = setTimeout(tick, untilNext());
    const look = () => {
      if (document.visibilityState === "visible") render((count) => count + 1);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [everyMs, skewMs, alignTo, revision]);
  return serverNow() + skewMs;
};
