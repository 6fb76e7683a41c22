// How each event changes what is shown. Where nothing is, the state has no word for it: older states stay as they are.
import type { Slideshow, SlideshowEvent } from "#core/protocol/slideshow.ts";

export type Showing = { readonly show?: Slideshow };

const NAMES = ["shown", "went", "played", "hidden"] as const;
type Named = { readonly name: string };

export const isSlideshowEvent = <E extends Named>(event: E): event is Extract<E, { name: SlideshowEvent["name"] }> =>
  (NAMES as readonly string[]).includes(event.name);

export const withoutShow = <S extends Showing>(state: S): S => {
  const { show: _, ...others } = state;
  return others as S;
};

export const evolveSlideshow = <S extends Showing>(state: S, event: SlideshowEvent): S => {
  if (event.name === "shown") return { ...state, show: event.data };
  const { show } = state;
  if (show === undefined) return state;
  switch (event.name) {
    case "hidden":
      return withoutShow(state);
    case "went": {
      const { from, to, effectiveAt } = event.data;
      const playback = { on: true, positionMs: 0, effectiveAt };
      return { ...state, show: { ...show, from, to, effectiveAt, playback } };
    }
    case "played": {
      const { from, to, effectiveAt, intervalMs, playback } = event.data;
      return { ...state, show: { ...show, from, to, effectiveAt, intervalMs, playback } };
    }
  }
};
