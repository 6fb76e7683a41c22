// Zoom by wheel, pinch, double tap and keys; drag what is larger than the stage, swipe what is not.
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type Extent, moved, type Point, settled, swipeOf, type View, WHOLE, zoomedAt } from "./zoom.ts";

const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_SCALE = 2.5;

type ZoomInput = {
  readonly stage: RefObject<HTMLElement | null>;
  readonly fit: Extent;
  /** Films are not zoomed, only swiped. */
  readonly isZoomable: boolean;
  readonly onSwipe: (by: -1 | 1) => void;
};

export const useZoom = ({ stage, fit, isZoomable, onSwipe }: ZoomInput) => {
  const [view, setView] = useState<View>(WHOLE);
  const pointers = useRef(new Map<number, Point>());
  const begun = useRef<{ readonly at: Point; readonly ms: number } | null>(null);
  const tappedMs = useRef(Number.NEGATIVE_INFINITY);

  const bounds = (): Extent => ({
    width: stage.current?.clientWidth ?? 1,
    height: stage.current?.clientHeight ?? 1,
  });
  const put = (next: (view: View) => View) => isZoomable && setView((now) => settled(next(now), fit, bounds()));
  const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const box = stage.current?.getBoundingClientRect();
    if (box === undefined) return { x: 0, y: 0 };
    return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
  };

  // React listens to wheels passively; the page behind must not scroll or zoom.
  const latest = useRef(put);
  useEffect(() => {
    latest.current = put;
  });
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const at = pointOf(event);
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      latest.current((now) => zoomedAt(now, Math.exp(-event.deltaY * lines * 0.002), at));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
    // The stage lives as long as the viewer.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  const spread = (): number => {
    const [one, other] = [...pointers.current.values()];
    return one === undefined || other === undefined ? 0 : Math.hypot(one.x - other.x, one.y - other.y);
  };
  const middle = (): Point => {
    const all = [...pointers.current.values()];
    return {
      x: all.reduce((sum, { x }) => sum + x, 0) / Math.max(1, all.length),
      y: all.reduce((sum, { y }) => sum + y, 0) / Math.max(1, all.length),
    };
  };

  return {
    view,
    zoomBy: (factor: number) => put((now) => zoomedAt(now, factor, { x: 0, y: 0 })),
    moveBy: (by: Point) => put((now) => moved(now, by)),
    whole: () => setView(WHOLE),
    handlers: {
      onPointerDown(event: PointerEvent) {
        if (event.button !== 0 || event.target instanceof HTMLButtonElement) return;
        if (event.target instanceof HTMLVideoElement) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = pointOf(event);
        pointers.current.set(event.pointerId, at);
        begun.current = pointers.current.size === 1 ? { at, ms: event.timeStamp } : null;
      },
      onPointerMove(event: PointerEvent) {
        const before = pointers.current.get(event.pointerId);
        if (before === undefined) return;
        const wasSpread = spread();
        const wasMiddle = middle();
        pointers.current.set(event.pointerId, pointOf(event));
        const now = middle();
        const by = { x: now.x - wasMiddle.x, y: now.y - wasMiddle.y };
        const factor = wasSpread > 0 ? spread() / wasSpread : 1;
        if (view.scale > 1 || factor !== 1) put((one) => zoomedAt(moved(one, by), factor, now));
      },
      onPointerUp(event: PointerEvent) {
        if (!pointers.current.delete(event.pointerId)) return;
        const start = begun.current;
        begun.current = null;
        if (start === null) return;
        const at = pointOf(event);
        const by = { x: at.x - start.at.x, y: at.y - start.at.y };
        if (Math.hypot(by.x, by.y) < 8) {
          const isDouble = event.timeStamp - tappedMs.current < DOUBLE_TAP_MS;
          tappedMs.current = isDouble ? Number.NEGATIVE_INFINITY : event.timeStamp;
          if (isDouble) put((now) => (now.scale > 1 ? WHOLE : zoomedAt(now, DOUBLE_TAP_SCALE, at)));
        } else if (view.scale === 1) {
          const swipe = swipeOf(by, event.timeStamp - start.ms);
          if (swipe !== 0) onSwipe(swipe);
        }
      },
      onPointerCancel(event: PointerEvent) {
        pointers.current.delete(event.pointerId);
        begun.current = null;
      },
    },
  };
};
