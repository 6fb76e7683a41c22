// A deck in the database, for tests in workerd of those who show it.
import { env } from "cloudflare:workers";
import { openD1 } from "#db/open.ts";
import { insertDeck } from "#db/queries/decks.ts";
import type { Identity } from "#core/protocol/identity.ts";
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

const NOBODYS = "deck_01m7x587n0eh38cjnb2p72bc8k" as DeckId;

/** People who have a deck each. */
export type Cast = { readonly people: readonly Identity[]; readonly deckOf: (person: Identity) => DeckId };

export const castOf = async (people: readonly Identity[], slides: number): Promise<Cast> => {
  const decks = new Map(
    await Promise.all(people.map(async ({ user }) => [user, await newDeck(user, slides)] as const)),
  );
  return { people, deckOf: ({ user }) => decks.get(user) ?? NOBODYS };
};
