// What the players of a page do, noted by the page itself: when sound or film begins to move, and every jump and change of pace.
import type { Page } from "playwright-core";

/** Instants are of the machine's own clock (epoch ms), which all pages of a test share. */
export type Start = {
  readonly slide: number;
  /** The first instant it moved. */
  readonly movedAt: number;
  /** When it would have begun to be where it is then. */
  readonly beganAt: number;
};

type Noted = { readonly starts: Start[]; readonly jumpsMs: number[]; readonly rates: number[] };
type Watched = { readonly noted: Noted };

export const notePlayers = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const noted: Noted = { starts: [], jumpsMs: [], rates: [] };
    Object.assign(globalThis, { noted });
    const waiting = new Map<HTMLMediaElement, number>();
    // Media events do not bubble, but they can be caught on their way down.
    const noteEvent = ({ type, target }: Event) => {
      const player = target as HTMLMediaElement;
      if (type === "play") waiting.set(player, player.currentTime);
      else if (type === "pause") waiting.delete(player);
      else noted.rates.push(player.playbackRate);
    };
    for (const name of ["play", "pause", "ratechange"]) document.addEventListener(name, noteEvent, true);
    const place = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
    if (place?.get === undefined || place.set === undefined) throw new Error("no place to watch");
    const { get, set } = place;
    Object.defineProperty(HTMLMediaElement.prototype, "currentTime", {
      ...place,
      set(this: HTMLMediaElement, to: number) {
        if (!this.paused) noted.jumpsMs.push(Math.abs(to - (get.call(this) as number)) * 1_000);
        set.call(this, to);
      },
    });
    const look = () => {
      const now = performance.timeOrigin + performance.now();
      for (const [player, from] of waiting) {
        const { currentTime } = player;
        if (currentTime === from) continue;
        waiting.delete(player);
        const beganAt = now - currentTime * 1_000;
        const slide = Number(player.closest<HTMLElement>(".slide-layer")?.dataset["index"]);
        noted.starts.push({ slide, movedAt: beganAt + from * 1_000, beganAt });
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });

export const notedBy = (page: Page): Promise<Noted> => page.evaluate(() => (globalThis as unknown as Watched).noted);

/** From here on only what follows counts. */
export const forgetNoted = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const { noted } = globalThis as unknown as Watched;
    for (const kind of [noted.starts, noted.jumpsMs, noted.rates]) kind.length = 0;
  });

/** When what is on and plays would have begun, had it never stood still; null where nothing plays. */
export const beganAt = (page: Page): Promise<number | null> =>
  page.evaluate(() => {
    const player = document.querySelector<HTMLMediaElement>(".slide-layer[data-on=true] :is(audio, video)");
    if (player === null || player.paused || player.seeking || player.readyState < player.HAVE_FUTURE_DATA) return null;
    return performance.timeOrigin + performance.now() - player.currentTime * 1_000;
  });

/** Puts the player of this page alone off by so much from where it would be by then. */
export const putOff = (page: Page, wouldHaveBegunAt: number, byMs: number): Promise<void> =>
  page.evaluate(
    ([began, ms]) => {
      const player = document.querySelector<HTMLMediaElement>(".slide-layer[data-on=true] :is(audio, video)");
      if (player === null) throw new Error("nothing plays");
      player.currentTime = (performance.timeOrigin + performance.now() - began + ms) / 1_000;
    },
    [wouldHaveBegunAt, byMs] as const,
  );
