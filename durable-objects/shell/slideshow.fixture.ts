// What people with a slideshow at hand might ask at random, for the models of every actor that has one.
import { pick, type Random } from "#core/domain/seeded-random.fixture.ts";

type Asked = [string, Record<string, unknown>];

/** `decks`: the last of them is nobody's to show. */
export const slideshowCommand = (roll: Random, fence: number, decks: readonly string[], slides: number): Asked => {
  const commands: readonly Asked[] = [
    ["show", { fence, deckId: decks[roll() < 0.9 ? 0 : decks.length - 1], index: Math.floor(roll() * 3) }],
    ["show", { fence, deckId: decks[0] }],
    ["go", { fence, index: Math.floor(roll() * (slides + 1)) }],
    ["go", { fence, index: Math.floor(roll() * slides) }],
    ["play", { fence, intervalMs: roll() < 0.5 ? 2_000 : null }],
    ["play", { fence, media: { on: roll() < 0.5, positionMs: 1_000 } }],
    ["hide", { fence }],
    ["claim_driver", {}],
    ["release_driver", { fence }],
  ];
  return pick(roll, commands) ?? ["claim_driver", {}];
};

/** In a third of all lives something is shown from the beginning. */
export const openingShow = (seed: number, fence: number, deckId: string): Asked | null =>
  seed % 3 === 0 ? ["show", { fence, deckId }] : null;

/** How often somebody asks something of the slides: who may move them, and has them, most. */
export const slideshowOdds = (isDriving: boolean, isShown: boolean): number => {
  if (!isDriving) return 0.1;
  return isShown ? 0.7 : 0.4;
};

/** Signals: ready, laser and reactions, by how the dice fell in [0, 1). */
export const slideshowSignal = (dice: number, deckId: string): Asked => {
  if (dice < 0.4) return ["ready", { deckId, index: 1 }];
  return dice < 0.7 ? ["laser", { x: dice, y: 1 - dice }] : ["reaction", { emoji: "🎉" }];
};
