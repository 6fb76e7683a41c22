// What the driver may ask of a slideshow. Fence and lease are the actor's matter; here the deck and the clock are judged.
import type { DeckId, UserId } from "#core/protocol/ids.ts";
import { MAX_LEAD_MS, MIN_LEAD_MS } from "#core/protocol/limits.ts";
import type {
  DeckFacts,
  Playback,
  Slideshow,
  SlideshowCommand,
  SlideshowEvent,
  SlideshowRejectCode,
} from "#core/protocol/slideshow.ts";
import { err, ok, type Result } from "../result.ts";
import { slideBefore, type Stage, stageAt } from "./stage.ts";

/** How soon a command whose deck is being looked up may come again. */
const ASK_AGAIN_MS = 100;
const UNKNOWN_RTT_MS = 300;

export type SlideshowRejection = { readonly code: SlideshowRejectCode; readonly retryAfterMs?: number };
type Decision = Result<SlideshowEvent[], SlideshowRejection>;

/** What these rules may know besides the state. */
export type Stagehand = {
  /** How long the slower members need to hear of something. */
  readonly leadMs: () => number;
  /** Of a deck that `user` may show; null for none, `asking` while nobody knows yet. */
  readonly deck: (user: UserId, deckId: DeckId) => DeckFacts | "asking" | null;
};

/** The 90th percentile of members' round trips (nearest rank), within bounds; `null` where somebody's is not known. */
export const leadOf = (rttsMs: readonly (number | null)[]): number => {
  const sorted = rttsMs.map((rttMs) => rttMs ?? UNKNOWN_RTT_MS).toSorted((one, other) => one - other);
  const p90 = sorted[Math.ceil(sorted.length * 0.9) - 1] ?? MIN_LEAD_MS;
  return Math.round(Math.min(MAX_LEAD_MS, Math.max(MIN_LEAD_MS, p90)));
};

const reject = (code: SlideshowRejectCode): Decision => err({ code });

const fromTheBeginning = (effectiveAt: number): Playback => ({ on: true, positionMs: 0, effectiveAt });

type Of<N extends SlideshowCommand["name"]> = Extract<SlideshowCommand, { name: N }>["data"];

const decideShow = (
  { deckId, index = 0 }: Of<"show">,
  user: UserId,
  now: number,
  { deck, leadMs }: Stagehand,
): Decision => {
  const facts = deck(user, deckId);
  if (facts === "asking") return err({ code: "deck_asked", retryAfterMs: ASK_AGAIN_MS });
  if (facts === null) return reject("no_such_deck");
  if (index >= facts.slides) return reject("no_such_slide");
  const effectiveAt = now + leadMs();
  const playback = fromTheBeginning(effectiveAt);
  const { grant, version, title, slides } = facts;
  const shown = { deckId, grant, version, title, slides, by: user, from: null, to: index, effectiveAt, playback };
  return ok([{ name: "shown", data: { ...shown, intervalMs: null } }]);
};

/** What is on when both this command and what is under way have taken effect. */
const stageThen = (show: Slideshow, effectiveAt: number): Stage =>
  stageAt(show, Math.max(effectiveAt, show.effectiveAt));

const decideGo = (show: Slideshow, index: number, user: UserId, effectiveAt: number): Decision => {
  if (index >= show.slides) return reject("no_such_slide");
  if (stageThen(show, effectiveAt).index === index) return ok([]);
  return ok([{ name: "went", data: { user, from: slideBefore(show, effectiveAt), to: index, effectiveAt } }]);
};

const decidePlay = (
  show: Slideshow,
  { intervalMs, media }: Of<"play">,
  user: UserId,
  effectiveAt: number,
): Decision => {
  const isSameRhythm = intervalMs === undefined || intervalMs === show.intervalMs;
  if (isSameRhythm && media === undefined) return ok([]);
  const { index, since } = stageThen(show, effectiveAt);
  const here = index ?? show.to;
  // Played from the last slide, it begins again.
  const begins = !isSameRhythm && intervalMs !== null && here === show.slides - 1;
  const startedAt = begins ? effectiveAt : (since ?? effectiveAt);
  const carriesOn = here === show.to && !begins ? show.playback : fromTheBeginning(startedAt);
  return ok([
    {
      name: "played",
      data: {
        user,
        from: slideBefore(show, effectiveAt),
        to: begins ? 0 : here,
        effectiveAt,
        intervalMs: intervalMs === undefined ? show.intervalMs : intervalMs,
        playback: media === undefined ? carriesOn : { ...media, effectiveAt },
      },
    },
  ]);
};

/** The events a driver's command leads to, none where there is nothing to change, or the reason why not. */
export const decideSlideshow = (
  show: Slideshow | null,
  command: SlideshowCommand,
  user: UserId,
  now: number,
  stagehand: Stagehand,
): Decision => {
  if (command.name === "show") return decideShow(command.data, user, now, stagehand);
  if (show === null) return reject("nothing_shown");
  switch (command.name) {
    case "go":
      return decideGo(show, command.data.index, user, now + stagehand.leadMs());
    case "play":
      return decidePlay(show, command.data, user, now + stagehand.leadMs());
    case "hide":
      return ok([{ name: "hidden", data: { user } }]);
  }
};
