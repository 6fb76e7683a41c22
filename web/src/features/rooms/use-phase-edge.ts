// What happens at a phase edge, also in a hidden tab: the title runs on, a word for screen readers, a badge, a soft sound.
import { useEffect, useRef, useState } from "react";
import type { PhaseKind } from "#core/domain/lock-in/schedule.ts";
import { afterMs, everyMs } from "#web/lib/background-timer.ts";
import { serverNow } from "#web/lib/clock.ts";
import { playEdge, unlockSound } from "#web/lib/sound.ts";
import { clockFigures } from "#web/ui/ring-geometry.ts";

type Edge = {
  /** Changes exactly when another phase begins. */
  readonly phaseKey: string;
  readonly kind: PhaseKind;
  readonly word: string;
  readonly endsAt: number | null;
  readonly paused: boolean;
  readonly remainingMs: number;
  readonly skewMs: number;
  readonly room: string;
  readonly sound: boolean;
};

type Badging = { setAppBadge?: () => Promise<void>; clearAppBadge?: () => Promise<void> };

const badge = (on: boolean): void => {
  const badging = navigator as Navigator & Badging;
  const done = on ? badging.setAppBadge?.() : badging.clearAppBadge?.();
  done?.catch(() => undefined);
};

/** Returns a counter that moves at the edge, so that the page looks at the clock again. */
export const usePhaseEdge = (edge: Edge): number => {
  const { phaseKey, kind, word, endsAt, paused, remainingMs, skewMs, room, sound } = edge;
  const [edges, setEdges] = useState(0);
  const last = useRef(phaseKey);
  const standing = paused ? remainingMs : null;

  useEffect(() => {
    if (endsAt === null || paused) return;
    return afterMs(endsAt - serverNow() - skewMs + 1, () => setEdges((count) => count + 1));
  }, [endsAt, paused, skewMs, edges]);

  useEffect(() => {
    const write = () => {
      const left = standing ?? (endsAt === null ? null : endsAt - serverNow() - skewMs);
      document.title = left === null ? `${word} · ${room}` : `${clockFigures(left)} ${word} · ${room}`;
    };
    write();
    return endsAt === null || standing !== null ? undefined : everyMs(1_000, write);
  }, [endsAt, standing, skewMs, word, room]);

  useEffect(() => {
    if (last.current === phaseKey) return;
    last.current = phaseKey;
    if (document.visibilityState === "hidden") badge(true);
    if (sound && kind !== "lobby") playEdge(kind === "focus" ? "focus" : "break");
  }, [phaseKey, kind, sound]);

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") badge(false);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      badge(false);
    };
  }, []);

  useEffect(() => {
    if (!sound) return;
    addEventListener("pointerdown", unlockSound, { once: true });
    return () => removeEventListener("pointerdown", unlockSound);
  }, [sound]);

  return edges;
};
