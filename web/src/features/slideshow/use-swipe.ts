// A finger that goes sideways turns the page; in languages written from the right, the other way round.
import { type PointerEvent, useRef } from "react";

const FAR_ENOUGH_PX = 48;

export const useSwipe = (turn: (step: 1 | -1) => void) => {
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null);
  return {
    onPointerDown(event: PointerEvent) {
      from.current = event.pointerType === "touch" ? { x: event.clientX, y: event.clientY } : null;
    },
    onPointerUp(event: PointerEvent) {
      const start = from.current;
      from.current = null;
      if (start === null) return;
      const [x, y] = [event.clientX - start.x, event.clientY - start.y];
      if (Math.abs(x) < FAR_ENOUGH_PX || Math.abs(x) < 2 * Math.abs(y)) return;
      const isForward = x < 0 === (document.documentElement.dir !== "rtl");
      turn(isForward ? 1 : -1);
    },
  };
};
