// Decks of a person, and of those who share theirs. A change replaces the slides and raises the version, all or nothing.
import { and, asc, count, desc, eq, or, sql, type SQL } from "drizzle-orm";
import type { DeckSummary, DeckView, SlideInput } from "#core/protocol/decks.ts";
import type { DeckId, MediaId, UserId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { decks, deckShares, deckShowings, deckShowingSlides, deckSlides, type DeckRow } from "../schema/decks.ts";
import { media } from "../schema/media.ts";
import { users } from "../schema/users.ts";
import { isOneOf } from "./media-access.ts";
import { blockBetween } from "./people.ts";

const insertSlides = (db: Db, id: DeckId, slides: readonly SlideInput[], where: SQL) =>
  db.insert(deckSlides).select(
    sql`SELECT ${id}, key, json_extract(value, '$.mediaId'), coalesce(json_extract(value, '$.caption'), ''),
          coalesce(json_extract(value, '$.notes'), '')
        FROM json_each(${JSON.stringify(slides)}) WHERE ${where}`,
  );

export type NewDeck = Pick<DeckRow, "id" | "ownerId" | "title" | "createdAt">;

export const insertDeck = async (db: Db, deck: NewDeck, slides: readonly SlideInput[]): Promise<void> => {
  await db.batch([
    db.insert(decks).values({ ...deck, version: 1, updatedAt: deck.createdAt }),
    insertSlides(db, deck.id, slides, sql`1`),
  ]);
};

/** False: the version is no longer the one given. */
export const updateDeck = async (
  db: Db,
  id: DeckId,
  version: number,
  { title, slides }: { readonly title?: string | undefined; readonly slides?: readonly SlideInput[] | undefined },
  now: number,
): Promise<boolean> => {
  const isCurrent = sql`EXISTS (SELECT 1 FROM decks WHERE id = ${id} AND version = ${version})`;
  const bump = db
    .update(decks)
    .set({ ...(title === undefined ? {} : { title }), version: version + 1, updatedAt: now })
    .where(and(eq(decks.id, id), eq(decks.version, version)))
    .returning({ id: decks.id });
  if (slides === undefined) return (await bump).length > 0;
  const [, , bumped] = await db.batch([
    db.delete(deckSlides).where(and(eq(deckSlides.deckId, id), isCurrent)),
    insertSlides(db, id, slides, isCurrent),
    bump,
  ]);
  return bumped.length > 0;
};

/** With everything that was made of it: who could present it no longer can, and where it is shown it no longer opens. */
export const deleteDeck = async (db: Db, id: DeckId): Promise<void> => {
  const showings = sql`${deckShowingSlides.showingId} IN (SELECT id FROM deck_showings WHERE deck_id = ${id})`;
  await db.batch([
    db.delete(deckShowingSlides).where(showings),
    db.delete(deckShowings).where(eq(deckShowings.deckId, id)),
    db.delete(deckShares).where(eq(deckShares.deckId, id)),
    db.delete(deckSlides).where(eq(deckSlides.deckId, id)),
    db.delete(decks).where(eq(decks.id, id)),
  ]);
};

const isShared = (user: UserId): SQL =>
  sql`EXISTS (SELECT 1 FROM deck_shares WHERE deck_id = ${decks.id} AND user_id = ${user})
    AND NOT ${blockBetween(user, sql`${decks.ownerId}`)}`;

/** Whoever may present it: its owner, and those it was shared with, but across a block. */
export const mayPresent = (user: UserId): SQL => sql`(${decks.ownerId} = ${user} OR (${isShared(user)}))`;

/** Of one's own, or of one that was shared; null for any other. */
export const getDeck = async (db: Db, user: UserId, id: DeckId): Promise<DeckView | null> => {
  const [found, slides, shares] = await db.batch([
    db
      .select()
      .from(decks)
      .where(and(eq(decks.id, id), mayPresent(user))),
    db
      .select({ mediaId: deckSlides.mediaId, caption: deckSlides.caption, notes: deckSlides.notes })
      .from(deckSlides)
      .where(eq(deckSlides.deckId, id))
      .orderBy(asc(deckSlides.position)),
    db
      .select({ user: users.id, name: users.name })
      .from(deckShares)
      .innerJoin(users, eq(users.id, deckShares.userId))
      .where(eq(deckShares.deckId, id))
      .orderBy(asc(deckShares.createdAt), asc(users.id)),
  ]);
  const [row] = found;
  if (row === undefined) return null;
  const { ownerId: owner, title, version, createdAt, updatedAt } = row;
  const isOwner = owner === user;
  const role = isOwner ? "owner" : "shared";
  return { id, title, version, owner, role, slides, sharedWith: isOwner ? shares : [], createdAt, updatedAt };
};

/** Where a page ended. */
export type DeckPlace = { readonly updatedAt: number; readonly id: DeckId };

/** Last changed first. */
export const listDecks = async (
  db: Db,
  user: UserId,
  place: DeckPlace | null,
  limit: number,
): Promise<DeckSummary[]> => {
  const shared = sql`${decks.id} IN (SELECT deck_id FROM deck_shares WHERE user_id = ${user})`;
  const rows = await db
    .select({
      deck: decks,
      slideCount: sql<number>`(SELECT count(*) FROM deck_slides WHERE deck_id = ${decks.id})`,
      cover: sql<MediaId | null>`(SELECT media_id FROM deck_slides WHERE deck_id = ${decks.id} AND position = 0)`,
    })
    .from(decks)
    .where(
      and(
        or(eq(decks.ownerId, user), and(shared, sql`NOT ${blockBetween(user, sql`${decks.ownerId}`)}`)),
        place === null ? undefined : sql`(${decks.updatedAt}, ${decks.id}) < (${place.updatedAt}, ${place.id})`,
      ),
    )
    .orderBy(desc(decks.updatedAt), desc(decks.id))
    .limit(limit);
  return rows.map(({ deck, slideCount, cover }) => ({
    id: deck.id,
    title: deck.title,
    version: deck.version,
    owner: deck.ownerId,
    role: deck.ownerId === user ? "owner" : "shared",
    slideCount,
    cover,
    updatedAt: deck.updatedAt,
  }));
};

export const countDecks = async (db: Db, owner: UserId): Promise<number> => {
  const [row] = await db.select({ decks: count() }).from(decks).where(eq(decks.ownerId, owner));
  return row?.decks ?? 0;
};

/** False: it is shared with as many as there may be. Again is nothing. */
export const shareDeck = async (db: Db, id: DeckId, user: UserId, now: number, most: number): Promise<boolean> => {
  const hasRoom = sql`(SELECT count(*) FROM deck_shares WHERE deck_id = ${id}) < ${most}`;
  const [, found] = await db.batch([
    db
      .insert(deckShares)
      .select(sql`SELECT ${id}, ${user}, ${now} WHERE ${hasRoom}`)
      .onConflictDoNothing(),
    db
      .select({ user: deckShares.userId })
      .from(deckShares)
      .where(and(eq(deckShares.deckId, id), eq(deckShares.userId, user))),
  ]);
  return found.length > 0;
};

export const unshareDeck = async (db: Db, id: DeckId, user: UserId): Promise<void> => {
  await db.delete(deckShares).where(and(eq(deckShares.deckId, id), eq(deckShares.userId, user)));
};

/** Of these, what lies in a deck of the medium's own owner that was shared with `user`. */
export const listSharedMedia = async (db: Db, user: UserId, ids: readonly MediaId[]): Promise<MediaId[]> => {
  const rows = await db
    .select({ id: media.id })
    .from(media)
    .innerJoin(deckSlides, eq(deckSlides.mediaId, media.id))
    .innerJoin(decks, and(eq(decks.id, deckSlides.deckId), eq(decks.ownerId, media.ownerId)))
    .where(and(isOneOf(ids), isShared(user)))
    .groupBy(media.id);
  return rows.map(({ id }) => id);
};
