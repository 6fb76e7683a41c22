// Where a picture lies and how large, while somebody pinches, wheels and drags it. Pure; pixels from the middle of the stage.
export type View = { readonly scale: number; readonly x: number; readonly y: number };
export type Point = { readonly x: number; readonly y: number };
export type Extent = { readonly width: number; readonly height: number };

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
export const LARGEST = 8;

const within = (value: number, most: number): number => Math.max(-most, Math.min(most, value));

/** The picture never leaves the stage further than its own edge. `fit`: its size at scale 1. */
export const settled = (view: View, fit: Extent, stage: Extent): View => {
  const scale = Math.min(LARGEST, Math.max(1, view.scale));
  return {
    scale,
    x: within(view.x, Math.max(0, (fit.width * scale - stage.width) / 2)),
    y: within(view.y, Math.max(0, (fit.height * scale - stage.height) / 2)),
  };
};

/** The point under the finger stays under it. */
export const zoomedAt = (view: View, factor: number, at: Point): View => {
  const scale = Math.min(LARGEST, Math.max(1, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
};

export const moved = (view: View, by: Point): View => ({ ...view, x: view.x + by.x, y: view.y + by.y });

/** As large as it fits, never larger than it is. */
export const fitInto = ({ width, height }: Extent, stage: Extent): Extent => {
  const scale = Math.min(1, stage.width / width, stage.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
};

const SWIPE_PX = 60;
const SWIPE_PX_PER_MS = 0.4;

/** A stroke across: 1 to the next, -1 to the previous, 0 neither. */
export const swipeOf = (by: Point, ms: number): -1 | 0 | 1 => {
  if (Math.abs(by.x) < 2 * Math.abs(by.y)) return 0;
  const isFar = Math.abs(by.x) > SWIPE_PX;
  const isQuick = Math.abs(by.x) > SWIPE_PX / 3 && Math.abs(by.x) / Math.max(1, ms) > SWIPE_PX_PER_MS;
  return isFar || isQuick ? (by.x < 0 ? 1 : -1) : 0;
};
