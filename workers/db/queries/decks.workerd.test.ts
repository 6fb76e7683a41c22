// Decks: kept and changed as a whole, shared, shown as frozen copies, and what they open to others.
import { typeid } from "typeid-js";
import { expect } from "vitest";
import type { ConversationId, DeckId, MediaId, UserId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { media } from "../schema/media.ts";
import { newUserId, NOW, onBothDatabases, requireValue, signIn } from "./both-databases.ts";
import * as showings from "./deck-showings.ts";
import * as decks from "./decks.ts";
import { block } from "./people.ts";

const newMediaId = (): MediaId => typeid("media").toString() as MediaId;
const newPlace = (): ConversationId => typeid("cnv").toString() as ConversationId;

const person = async (d: Db): Promise<UserId> => (await signIn(d)).user.id;

const file = async (d: Db, ownerId: UserId): Promise<MediaId> => {
  const id = newMediaId();
  const none = { uploadId: null, parts: 0, claimedUntil: 0, sealed: false, temporary: false, variants: {} };
  await d.insert(media).values({
    id,
    ownerId,
    status: "ready",
    name: "a.png",
    bytes: 1,
    declaredBytes: 1,
    sha256: "",
    createdAt: NOW,
    ...none,
  });
  return id;
};

const make = async (d: Db, ownerId: UserId, ids: readonly MediaId[], createdAt = NOW): Promise<DeckId> => {
  const id = typeid("deck").toString() as DeckId;
  const slides = ids.map((mediaId, index) => ({ mediaId, caption: `"${index}" 🧪`, notes: "breathe" }));
  await decks.insertDeck(d, { id, ownerId, title: "Thesis", createdAt }, slides);
  return id;
};

onBothDatabases("decks", (rule) => {
  rule("three hundred slides stay in order; a change counts only on the version that was read", async (d) => {
    const ada = await person(d);
    const many = Array.from({ length: 300 }, newMediaId);
    const id = await make(d, ada, many);
    const deck = requireValue(await decks.getDeck(d, ada, id));
    expect(deck.slides.map(({ mediaId }) => mediaId)).toEqual(many);
    expect(deck.slides[7]).toEqual({ mediaId: many[7], caption: '"7" 🧪', notes: "breathe" });
    const [first] = many as [MediaId];
    const both = await Promise.all(
      ["One", "Two"].map((title) => decks.updateDeck(d, id, 1, { title, slides: [{ mediaId: first }] }, NOW + 1)),
    );
    expect(both.toSorted()).toEqual([false, true]);
    expect(await decks.updateDeck(d, id, 1, { title: "Late" }, NOW + 2)).toBe(false);
    expect(await decks.updateDeck(d, id, 2, { title: "Last" }, NOW + 3)).toBe(true);
    const now = requireValue(await decks.getDeck(d, ada, id));
    expect(now).toMatchObject({ title: "Last", version: 3, updatedAt: NOW + 3, slides: [{ mediaId: first }] });
    expect(now.slides).toHaveLength(1);
  });

  rule("are listed last changed first, one's own and those that were shared, not across a block", async (d) => {
    const [ada, bob] = [await person(d), await person(d)];
    const own = await make(d, bob, [], NOW);
    const cover = await file(d, ada);
    const [shared, secret] = [await make(d, ada, [cover], NOW + 1), await make(d, ada, [], NOW + 2)];
    expect(await decks.shareDeck(d, shared, bob, NOW, 1)).toBe(true);
    expect(await decks.shareDeck(d, shared, bob, NOW, 1)).toBe(true);
    expect(await decks.shareDeck(d, shared, newUserId(), NOW, 1)).toBe(false);
    const listed = await decks.listDecks(d, bob, null, 9);
    expect(listed).toMatchObject([
      { id: shared, role: "shared", slideCount: 1, cover },
      { id: own, role: "owner", slideCount: 0, cover: null },
    ]);
    expect((await decks.listDecks(d, bob, { updatedAt: NOW + 1, id: shared }, 9)).map(({ id }) => id)).toEqual([own]);
    expect(await decks.countDecks(d, ada)).toBe(2);
    expect(await decks.getDeck(d, bob, secret)).toBeNull();
    expect(await decks.getDeck(d, bob, shared)).toMatchObject({ role: "shared", sharedWith: [] });
    expect(await decks.getDeck(d, ada, shared)).toMatchObject({ role: "owner", sharedWith: [{ user: bob }] });
    expect(await decks.listSharedMedia(d, bob, [cover, newMediaId()])).toEqual([cover]);
    expect(await decks.listSharedMedia(d, newUserId(), [cover])).toEqual([]);
    await block(d, ada, bob, NOW);
    expect((await decks.listDecks(d, bob, null, 9)).map(({ id }) => id)).toEqual([own]);
    expect(await decks.listSharedMedia(d, bob, [cover])).toEqual([]);
    await decks.unshareDeck(d, shared, bob);
    expect(await decks.getDeck(d, ada, shared)).toMatchObject({ sharedWith: [] });
  });

  rule("what is shown is a frozen copy, which opens files of the deck's owner only, until it is closed", async (d) => {
    const [ada, bob] = [await person(d), await person(d)];
    const [own, other, theirs] = [await file(d, ada), await file(d, ada), await file(d, bob)];
    const id = await make(d, ada, [own, theirs]);
    const [near, far] = [newPlace(), newPlace()];
    const show = (place: ConversationId, user: UserId, at: number) =>
      showings.insertShowing(d, { grant: crypto.randomUUID(), deckId: id, place, user }, at);
    const first = requireValue(await show(near, ada, NOW));
    expect(first).toMatchObject({ version: 1, title: "Thesis", slides: 2 });
    const second = requireValue(await show(far, ada, NOW + 1));
    expect(await show(far, bob, NOW)).toBeNull();
    await decks.updateDeck(d, id, 1, { slides: [{ mediaId: other }] }, NOW + 2);
    expect((await showings.listShownSlides(d, first.grant)).map(({ mediaId }) => mediaId)).toEqual([own, theirs]);
    expect((await showings.listShowings(d, id, undefined, 9)).map(({ placeId }) => placeId)).toEqual([far, near]);
    expect(await showings.listShowings(d, id, first.grant, 9)).toMatchObject([{ placeId: near, version: 1 }]);
    expect(await showings.listPlacesShowing(d, [own, other, theirs, newMediaId()])).toEqual([
      { media: own, place: far },
      { media: own, place: near },
    ]);
    await showings.deleteShowing(d, second.grant);
    expect(await showings.listPlacesShowing(d, [own])).toEqual([{ media: own, place: near }]);
    await decks.deleteDeck(d, id);
    expect(await showings.listPlacesShowing(d, [own])).toEqual([]);
    expect(await showings.listShownSlides(d, first.grant)).toEqual([]);
    expect(await decks.getDeck(d, ada, id)).toBeNull();
  });

  rule("copies that were left up are swept away, with their slides", async (d) => {
    const ada = await person(d);
    const id = await make(d, ada, [await file(d, ada)]);
    const show = (at: number) =>
      showings.insertShowing(d, { grant: crypto.randomUUID(), deckId: id, place: newPlace(), user: ada }, at);
    const [old, young] = [requireValue(await show(5)), requireValue(await show(NOW))];
    await showings.deleteShowingsBefore(d, 6);
    expect(await showings.listShownSlides(d, old.grant)).toEqual([]);
    expect((await showings.listShowings(d, id, undefined, 9)).map(({ id: grant }) => grant)).toEqual([young.grant]);
  });
});
