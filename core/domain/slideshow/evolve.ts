// How each event changes what is shown and who shows it, in rooms and conversations alike. Where nothing is shown, the state
// has no word for it: older states stay as they are.
import type { Driver, DriverChanged, Slideshow, SlideshowEvent } from "#core/protocol/slideshow.ts";

export type Showing = { readonly show?: Slideshow };
type Staged = Showing & { readonly driver?: Driver };
type StageEvent = SlideshowEvent | { readonly name: "driver_changed"; readonly data: DriverChanged };

const NAMES = ["driver_changed", "shown", "went", "played", "hidden"] as const satisfies readonly StageEvent["name"][];
type Named = { readonly name: string };

export const isStageEvent = <E extends Named>(event: E): event is Extract<E, { name: StageEvent["name"] }> =>
  (NAMES as readonly string[]).includes(event.name);

export const withoutShow = <S extends Showing>(state: S): S => {
  const { show: _, ...others } = state;
  return others as S;
};

export const evolveStage = <S extends Staged>(state: S, event: StageEvent): S => {
  if (event.name === "driver_changed") {
    const { holder, fence } = event.data;
    return { ...state, driver: { holder, fence } };
  }
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
