// A deck in the database, for tests in workerd of those who show it.
import { env } from "cloudflare:workers";
import { openD1 } from "#db/open.ts";
import { insertDeck } from "#db/queries/decks.ts";
import type { DeckId, MediaId, UserId } from "#core/protocol/ids.ts";
import { nextSuffix } from "./test-page.fixture.ts";

export const newDeck = async (owner: UserId, slides: number): Promise<DeckId> => {
  const id = `deck_${nextSuffix()}` as DeckId;
  const mediaId = `media_${nextSuffix()}` as MediaId;
  const deck = { id, ownerId: owner, title: "Thesis", createdAt: Date.now() };
  await insertDeck(
    openD1(env.DB),
    deck,
    Array.from({ length: slides }, () => ({ mediaId })),
  );
  return id;
};
