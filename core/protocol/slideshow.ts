// A shared slideshow, the same in rooms and conversations: commands, events and signals, and what of it is in the state.
import { z } from "zod";
import { DeckId, UserId } from "./ids.ts";
import { MAX_SLIDES } from "./limits.ts";

const Fenced = { fence: z.int().min(0) };
const SlideIndex = z
  .int()
  .min(0)
  .max(MAX_SLIDES - 1);

/** Who moves the clock, or the slides: a lease with a number. */
export const DRIVER_COMMANDS = {
  pass_driver: z.strictObject({ ...Fenced, to: UserId }),
  release_driver: z.strictObject(Fenced),
  claim_driver: z.strictObject({}),
} as const;

export const SLIDESHOW_COMMANDS = {
  show: z.strictObject({
    ...Fenced,
    deckId: DeckId,
    /** The slide to begin with; without, the first. */
    index: SlideIndex.optional(),
  }),
  go: z.strictObject({ ...Fenced, index: SlideIndex }),
  /** What is left out stays as it is. */
  play: z.strictObject({
    ...Fenced,
    /** The next slide comes by itself after this long; null ends that. */
    intervalMs: z.int().min(1_000).max(600_000).nullable().optional(),
    /** Sound or film of the slide that is on: runs from `positionMs`, or stands still there. */
    media: z.strictObject({ on: z.boolean(), positionMs: z.int().min(0).max(86_400_000) }).optional(),
  }),
  hide: z.strictObject(Fenced),
} as const;
export type SlideshowCommandName = keyof typeof SLIDESHOW_COMMANDS;
export type SlideshowCommand = {
  [N in SlideshowCommandName]: { readonly name: N; readonly data: z.infer<(typeof SLIDESHOW_COMMANDS)[N]> };
}[SlideshowCommandName];

const Share = z.number().min(0).max(1);
export const SLIDESHOW_SIGNALS = {
  /** From the driver: the slide that comes next, load it. From everybody else, told to the driver: it is loaded. */
  ready: z.strictObject({ deckId: DeckId, index: SlideIndex }),
  /** The driver points at the slide; shares of its width and height. It fades where none follows. */
  laser: z.strictObject({ x: Share, y: Share }),
  reaction: z.strictObject({ emoji: z.string().min(1).max(64) }),
} as const;
export type SlideshowSignalName = keyof typeof SLIDESHOW_SIGNALS;

export type DriverReason = "created" | "passed" | "released" | "claimed" | "lost" | "left";
export type Driver = { readonly holder: UserId | null; readonly fence: number };
export type DriverChanged = { holder: UserId | null; fence: number; reason: DriverReason };

/** From `effectiveAt` on (epoch ms, the common clock): running, or standing at `positionMs`. */
export type Playback = { readonly on: boolean; readonly positionMs: number; readonly effectiveAt: number };

/** What is shown. Nothing ticks: which slide is on follows from this and the clock. */
export type Slideshow = {
  readonly deckId: DeckId;
  /** Opens the deck, as it was when it was shown, to whoever belongs here. */
  readonly grant: string;
  readonly version: number;
  readonly title: string;
  /** How many there are. */
  readonly slides: number;
  readonly by: UserId;
  /** On until `effectiveAt`; null for nothing. */
  readonly from: number | null;
  readonly to: number;
  readonly effectiveAt: number;
  /** From `effectiveAt` on the next slide comes each time this has passed, up to the last one; null: by hand. */
  readonly intervalMs: number | null;
  readonly playback: Playback;
};

export type SlideshowEventData = {
  shown: Slideshow;
  went: { user: UserId; from: number | null; to: number; effectiveAt: number };
  played: {
    user: UserId;
    from: number | null;
    to: number;
    effectiveAt: number;
    intervalMs: number | null;
    playback: Playback;
  };
  /** null: nobody was there any more. */
  hidden: { user: UserId | null };
};
export type SlideshowEventName = keyof SlideshowEventData;
export type SlideshowEvent = {
  [N in SlideshowEventName]: { readonly name: N; readonly data: SlideshowEventData[N] };
}[SlideshowEventName];

export type SlideshowRejectCode =
  | "nothing_shown"
  | "no_such_slide"
  /** Or not one's to show. */
  | "no_such_deck"
  /** The deck is being looked up: with `retryAfterMs`, so it settles nothing. */
  | "deck_asked";

/** What an actor learns of a deck that somebody who may wants to show. */
export type DeckFacts = {
  readonly grant: string;
  readonly version: number;
  readonly title: string;
  readonly slides: number;
};
