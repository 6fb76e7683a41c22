// People, a room, a deck and histories for a fresh machine, by the public API alone; again is nothing.
import { makeDeck } from "./deck.ts";
import { PEOPLE, signIn } from "./people.ts";
import { openLibrary } from "./rooms.ts";
import { importHistory } from "./streaks.ts";

export const seed = async (origin: string): Promise<void> => {
  const now = Date.now();
  const alice = await signIn(origin, PEOPLE.alice);
  const bob = await signIn(origin, PEOPLE.bob);
  const carol = await signIn(origin, PEOPLE.carol);
  const dan = await signIn(origin, PEOPLE.dan);
  await openLibrary(alice);
  await makeDeck(alice, [bob, carol, dan]);
  await importHistory(alice, now, 60, 0);
  await importHistory(bob, now, 45, 9);
  await importHistory(carol, now, 20, 4);
};
