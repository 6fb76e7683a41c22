// Which slides a page loads ahead of time, most urgent first.
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { stageAt } from "./stage.ts";

/** How far ahead of the driver; one back, for whoever has gone too far. */
const AHEAD = 3;

/** `announced`: the slide that the driver has said comes next. */
export const slidesToLoad = (show: Slideshow, now: number, announced: number | null): number[] => {
  const { index } = stageAt(show, now);
  const here = index ?? show.to;
  const wanted = [here, show.to, announced ?? show.to];
  for (let step = 1; step <= AHEAD; step++) wanted.push(show.to + step);
  wanted.push(here + 1, here - 1);
  return [...new Set(wanted)].filter((slide) => slide >= 0 && slide < show.slides);
};
