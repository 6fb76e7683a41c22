// Decks for tests of what is shown.
import type { DeckId, UserId } from "#core/protocol/ids.ts";
import type { DeckFacts, Slideshow } from "#core/protocol/slideshow.ts";

const SUFFIX = "0".repeat(25);
export const DECK = `deck_${SUFFIX}1` as DeckId;
export const FACTS: DeckFacts = { grant: "grant-1", version: 3, title: "Thesis", slides: 10 };
export const START_AT = 1_790_000_000_000;

export const showOf = (change: Partial<Slideshow> = {}): Slideshow => ({
  deckId: DECK,
  ...FACTS,
  by: `usr_${SUFFIX}1` as UserId,
  from: null,
  to: 0,
  effectiveAt: START_AT,
  intervalMs: null,
  playback: { on: true, positionMs: 0, effectiveAt: START_AT },
  ...change,
});
