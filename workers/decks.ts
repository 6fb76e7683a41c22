// Decks as the Worker handles them: who may see one or its media, asked of the room or conversation where it is shown.
import type { DeckView } from "#core/protocol/decks.ts";
import { type ConversationId, type DeckId, type MediaId, RoomId, type UserId } from "#core/protocol/ids.ts";
import { getDeck, listSharedMedia } from "#db/queries/decks.ts";
import { listPlacesShowing, listShowings, listShownSlides } from "#db/queries/deck-showings.ts";
import type { DeckShowingRow } from "#db/schema/decks.ts";
import { askConversation } from "./conversations.ts";
import type { Deps } from "./deps.ts";
import { askRoom } from "./rooms.ts";

/** A deck is seldom shown in more than one place at a time; each is an object to ask. */
const PLACES_ASKED = 20;

/** Fresh from the object: who has been removed is not there any more, and whoever listens to a full room is. */
const attends = async (deps: Deps, place: RoomId | ConversationId, user: UserId): Promise<boolean> => {
  const room = RoomId.safeParse(place);
  if (room.success) {
    const asked = await askRoom(deps, room.data, (stub) => stub.attends(user));
    return asked?.answer.ok === true && asked.answer.value;
  }
  const seen = await askConversation(deps, place as ConversationId, (stub) => stub.look(user, 0));
  return seen?.ok === true;
};

const asAudience = async (deps: Deps, showing: DeckShowingRow): Promise<DeckView> => {
  const slides = await listShownSlides(deps.db, showing.id);
  return {
    id: showing.deckId,
    title: showing.title,
    version: showing.version,
    owner: showing.ownerId,
    role: "audience",
    slides: slides.map((slide) => ({ ...slide, notes: null })),
    sharedWith: [],
    createdAt: showing.deckCreatedAt,
    updatedAt: showing.createdAt,
  };
};

/** What is shown is a frozen copy: with `grant` everybody has that one, whatever has become of the deck. */
const getShown = async (deps: Deps, user: UserId, id: DeckId, grant: string | undefined): Promise<DeckView | null> => {
  const showings = await listShowings(deps.db, id, grant, PLACES_ASKED);
  const places = [...new Set(showings.map(({ placeId }) => placeId))];
  const mine = await Promise.all(places.map(async (place) => (await attends(deps, place, user)) && place));
  const showing = showings.find(({ placeId }) => mine.includes(placeId));
  return showing === undefined ? null : asAudience(deps, showing);
};

/** Whoever presents it keeps the notes beside the copy that is shown. */
const withNotes = (shown: DeckView, own: DeckView): DeckView => ({
  ...shown,
  role: own.role,
  slides: shown.slides.map((slide, index) => {
    const same = own.slides[index]?.mediaId === slide.mediaId ? own.slides[index] : undefined;
    const found = same ?? own.slides.find(({ mediaId }) => mediaId === slide.mediaId);
    return { ...slide, notes: found?.notes ?? "" };
  }),
});

/** null: nothing that this person may know of. */
export const seeDeck = async (
  deps: Deps,
  user: UserId,
  id: DeckId,
  grant: string | undefined,
): Promise<DeckView | null> => {
  const own = await getDeck(deps.db, user, id);
  if (grant === undefined) return own ?? getShown(deps, user, id, undefined);
  const shown = await getShown(deps, user, id, grant);
  return shown === null || own === null ? shown : withNotes(shown, own);
};

/**
 * Of these files, what decks of their own owners open to somebody else: by a share, or by being shown where they are. Every
 * place is asked once, however many of the files are shown there.
 */
export const openedByDecks = async (
  deps: Deps,
  user: UserId,
  ids: readonly MediaId[],
): Promise<ReadonlySet<MediaId>> => {
  if (ids.length === 0) return new Set();
  const opened = new Set(await listSharedMedia(deps.db, user, ids));
  const closed = ids.filter((id) => !opened.has(id));
  const showing = closed.length === 0 ? [] : await listPlacesShowing(deps.db, closed);
  const placesOf = new Map<MediaId, (RoomId | ConversationId)[]>();
  for (const { media, place } of showing) placesOf.set(media, [...(placesOf.get(media) ?? []), place]);
  const asked = new Map<RoomId | ConversationId, Promise<boolean>>();
  const isThere = (place: RoomId | ConversationId): Promise<boolean> => {
    const answer = asked.get(place) ?? attends(deps, place, user);
    asked.set(place, answer);
    return answer;
  };
  for (const [id, places] of placesOf) {
    const answers = places.slice(0, PLACES_ASKED).map(isThere);
    if ((await Promise.all(answers)).includes(true)) opened.add(id);
  }
  return opened;
};
