// What the player of a slide with sound or film does at an instant, and how much earlier it is told, so that it is heard in time.
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { stageAt } from "./stage.ts";

export type PlayerOrder =
  | { readonly kind: "stand"; readonly positionMs: number }
  | { readonly kind: "run"; readonly positionMs: number }
  /** What is on has yet to go, and carries on as it is. */
  | { readonly kind: "as_it_is" };

const orderAt = (show: Slideshow, index: number, at: number): PlayerOrder => {
  const stage = stageAt(show, at);
  if (stage.index !== index) return { kind: "stand", positionMs: 0 };
  if (stage.media === null) return { kind: "as_it_is" };
  return { kind: stage.media.on ? "run" : "stand", positionMs: stage.media.positionMs };
};

/** One that stands starts `leadMs` ahead, where it will be by then; one that runs so early is left alone. */
export const playerOrder = (
  show: Slideshow,
  index: number,
  now: number,
  { isRunning, leadMs }: { readonly isRunning: boolean; readonly leadMs: number },
): PlayerOrder => {
  const ahead = orderAt(show, index, now + leadMs);
  if (!isRunning) return ahead;
  const order = orderAt(show, index, now);
  return order.kind === "stand" && ahead.kind === "run" ? { kind: "as_it_is" } : order;
};

/** When to look next, so that neither the start ahead nor the turn itself is missed; null: nothing comes. */
export const nextLookAt = (show: Slideshow, now: number, leadMs: number): number | null => {
  const { until } = stageAt(show, now);
  return until === null ? null : now < until - leadMs ? until - leadMs : until;
};

/** Before a player has started once. */
const USUAL_MS = 40;
const LATELY = 5;
const LONGEST_MS = 1_000;

/** How long a start takes here: the middle of the last ones, so that one which a busy moment held back changes nothing. */
export const leadOf = (latelyMs: readonly number[]): number =>
  latelyMs.toSorted((one, other) => one - other)[Math.floor((latelyMs.length - 1) / 2)] ?? USUAL_MS;

export const withStart = (latelyMs: readonly number[], tookMs: number): readonly number[] =>
  [...latelyMs, Math.min(LONGEST_MS, Math.max(0, tookMs))].slice(-LATELY);
