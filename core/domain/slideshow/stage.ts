// Which slide is on at an instant, and where its sound or film stands: from the state and the common clock alone.
import type { Slideshow } from "#core/protocol/slideshow.ts";

export type Stage = {
  /** null: nothing yet. */
  readonly index: number | null;
  /** When it came on (epoch ms); null while what is on has yet to go, which carries on as it is. */
  readonly since: number | null;
  /** When the next one comes by itself; null for never. */
  readonly until: number | null;
  /** null while what is on has yet to go. */
  readonly media: { readonly on: boolean; readonly positionMs: number } | null;
};

/** How many slides have come by themselves since `effectiveAt`; the last one stays. */
const stepsAt = ({ effectiveAt, intervalMs, slides, to }: Slideshow, now: number): number =>
  intervalMs === null ? 0 : Math.min(slides - 1 - to, Math.floor((now - effectiveAt) / intervalMs));

export const stageAt = (show: Slideshow, now: number): Stage => {
  const { from, to, effectiveAt, intervalMs, slides, playback } = show;
  if (now < effectiveAt) return { index: from, since: null, until: effectiveAt, media: null };
  const steps = stepsAt(show, now);
  const index = to + steps;
  const since = effectiveAt + steps * (intervalMs ?? 0);
  const until = intervalMs === null || index >= slides - 1 ? null : since + intervalMs;
  // A slide that came by itself plays from its beginning.
  const {
    on,
    positionMs,
    effectiveAt: runsAt,
  } = steps === 0 ? playback : { on: true, positionMs: 0, effectiveAt: since };
  return { index, since, until, media: { on, positionMs: on ? positionMs + Math.max(0, now - runsAt) : positionMs } };
};

/** The slide that the next command starts from: the one that will be on just before `at`. */
export const slideBefore = (show: Slideshow, at: number): number | null => stageAt(show, at - 1).index;
