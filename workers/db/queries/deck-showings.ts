// What is shown where: frozen copies of decks, opened to the people of one room or conversation until they are closed.
import { and, asc, desc, eq, lt, max, sql } from "drizzle-orm";
import type { ConversationId, DeckId, MediaId, RoomId, UserId } from "#core/protocol/ids.ts";
import type { DeckFacts } from "#core/protocol/slideshow.ts";
import type { Db } from "../open.ts";
import { decks, deckShowings, deckShowingSlides, type DeckShowingRow } from "../schema/decks.ts";
import { media } from "../schema/media.ts";
import { mayPresent } from "./decks.ts";
import { isOneOf } from "./media-access.ts";

export type NewShowing = {
  readonly grant: string;
  readonly deckId: DeckId;
  readonly place: RoomId | ConversationId;
  readonly user: UserId;
};

/** null: this person may not show it. */
export const insertShowing = async (
  db: Db,
  { grant, deckId, place, user }: NewShowing,
  now: number,
): Promise<DeckFacts | null> => {
  const [, , found] = await db.batch([
    db.insert(deckShowings).select(
      sql`SELECT ${grant}, ${decks.id}, ${place}, ${decks.ownerId}, ${decks.version}, ${decks.title}, ${decks.createdAt}, ${now}
          FROM ${decks} WHERE ${decks.id} = ${deckId} AND ${mayPresent(user)}`,
    ),
    db.insert(deckShowingSlides).select(
      sql`SELECT ${grant}, position, media_id, caption FROM deck_slides
          WHERE deck_id = ${deckId} AND EXISTS (SELECT 1 FROM deck_showings WHERE id = ${grant})`,
    ),
    db
      .select({
        version: deckShowings.version,
        title: deckShowings.title,
        slides: sql<number>`(SELECT count(*) FROM deck_showing_slides WHERE showing_id = ${grant})`,
      })
      .from(deckShowings)
      .where(eq(deckShowings.id, grant)),
  ]);
  const [facts] = found;
  return facts === undefined ? null : { grant, ...facts };
};

export const deleteShowing = async (db: Db, grant: string): Promise<void> => {
  await db.batch([
    db.delete(deckShowingSlides).where(eq(deckShowingSlides.showingId, grant)),
    db.delete(deckShowings).where(eq(deckShowings.id, grant)),
  ]);
};

/** Looked up for a command that then came to nothing, or left up for weeks. */
export const deleteShowingsBefore = async (db: Db, before: number): Promise<void> => {
  const old = sql`${deckShowingSlides.showingId} IN (SELECT id FROM deck_showings WHERE created_at < ${before})`;
  await db.batch([
    db.delete(deckShowingSlides).where(old),
    db.delete(deckShowings).where(lt(deckShowings.createdAt, before)),
  ]);
};

/** Newest first; `grant` narrows it down to one. */
export const listShowings = async (
  db: Db,
  deckId: DeckId,
  grant: string | undefined,
  limit: number,
): Promise<DeckShowingRow[]> =>
  db
    .select()
    .from(deckShowings)
    .where(and(eq(deckShowings.deckId, deckId), grant === undefined ? undefined : eq(deckShowings.id, grant)))
    .orderBy(desc(deckShowings.createdAt))
    .limit(limit);

export const listShownSlides = async (
  db: Db,
  grant: string,
): Promise<{ readonly mediaId: MediaId; readonly caption: string }[]> =>
  db
    .select({ mediaId: deckShowingSlides.mediaId, caption: deckShowingSlides.caption })
    .from(deckShowingSlides)
    .where(eq(deckShowingSlides.showingId, grant))
    .orderBy(asc(deckShowingSlides.position));

/**
 * Where each of these is on show, newest first, in a deck of the medium's own owner: nobody opens what is not theirs by
 * putting it in a deck.
 */
export const listPlacesShowing = async (
  db: Db,
  ids: readonly MediaId[],
): Promise<{ readonly media: MediaId; readonly place: RoomId | ConversationId }[]> =>
  db
    .select({ media: media.id, place: deckShowings.placeId })
    .from(media)
    .innerJoin(deckShowingSlides, eq(deckShowingSlides.mediaId, media.id))
    .innerJoin(
      deckShowings,
      and(eq(deckShowings.id, deckShowingSlides.showingId), eq(deckShowings.ownerId, media.ownerId)),
    )
    .where(isOneOf(ids))
    .groupBy(media.id, deckShowings.placeId)
    .orderBy(desc(max(deckShowings.createdAt)));
