// Where the driver points; it fades where none follows.
import { useEffect, useRef } from "react";
import { afterMs } from "#web/lib/background-timer.ts";
import type { LiveActor } from "#web/lib/live.ts";

const LASTS_MS = 1_500;
const EVERY_MS = 80;

type Place = { readonly x: number; readonly y: number };

const share = (value: number): number => Math.min(1, Math.max(0, Math.round(value * 10_000) / 10_000));

/** Tells where a pointer is, as often as one socket may. */
export const createPointing = (signal: (place: Place) => void, now = () => performance.now()) => {
  let saidAt = Number.NEGATIVE_INFINITY;
  return ({ x, y }: Place, within: Pick<DOMRect, "left" | "top" | "width" | "height">): Place => {
    const place = { x: share((x - within.left) / within.width), y: share((y - within.top) / within.height) };
    if (now() - saidAt >= EVERY_MS) {
      saidAt = now();
      signal(place);
    }
    return place;
  };
};

export const LaserDot = <State,>({
  actor,
  driver,
  own,
}: {
  actor: LiveActor<State>;
  driver: string | null;
  /** One's own pointing, seen without a detour. */
  own: Place | null;
}) => {
  const dot = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let stop = () => {};
    const put = ({ x, y }: Place) => {
      const element = dot.current;
      if (element === null) return;
      element.style.left = `${x * 100}%`;
      element.style.top = `${y * 100}%`;
      element.dataset["on"] = "true";
      stop();
      stop = afterMs(LASTS_MS, () => {
        element.dataset["on"] = "false";
      });
    };
    if (own !== null) put(own);
    else if (dot.current !== null) dot.current.dataset["on"] = "false";
    const unsubscribe = actor.onSignal(({ name, by, data }) => {
      if (name === "laser" && by === driver) put(data as Place);
    });
    return () => {
      unsubscribe();
      stop();
    };
  }, [actor, driver, own]);
  return <span ref={dot} className="laser" data-on="false" aria-hidden="true" />;
};
