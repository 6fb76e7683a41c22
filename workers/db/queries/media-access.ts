// Who may see a file: its owner, and whoever belongs now to a place where it was put.
import { and, eq, notInArray, sql, type SQL } from "drizzle-orm";
import type { MediaId, UserId } from "#core/protocol/ids.ts";
import type { MediaPlace } from "#core/protocol/media.ts";
import type { Db } from "../open.ts";
import { media, mediaGrants, type MediaRow } from "../schema/media.ts";

/** As one parameter: a statement takes a hundred of them, and a page may ask for as many files. */
export const isOneOf = (ids: readonly MediaId[]): SQL =>
  sql`${media.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;

const seenBy = (user: UserId) => sql`(${media.ownerId} = ${user} OR EXISTS (
  SELECT 1 FROM media_grants JOIN conversation_members ON conversation_members.conversation_id = media_grants.place
  WHERE media_grants.media_id = media.id AND conversation_members.user_id = ${user}
    AND conversation_members.left_at IS NULL AND conversation_members.standing <> 'declined'
) OR EXISTS (
  SELECT 1 FROM media_grants JOIN room_members ON room_members.room_id = media_grants.place
  WHERE media_grants.media_id = media.id AND room_members.user_id = ${user} AND room_members.left_at IS NULL
))`;

/** Of these, the ones that are ready and that this person may see now. */
export const listVisible = async (db: Db, user: UserId, ids: readonly MediaId[]): Promise<MediaRow[]> =>
  ids.length === 0
    ? []
    : db
        .select()
        .from(media)
        .where(and(isOneOf(ids), eq(media.status, "ready"), seenBy(user)));

/** Of these, the ones that are this person's own and still there, whether checked yet or not. */
export const listOwn = async (db: Db, owner: UserId, ids: readonly MediaId[]): Promise<MediaId[]> => {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: media.id })
    .from(media)
    .where(and(isOneOf(ids), eq(media.ownerId, owner), notInArray(media.status, ["deleting", "refused"])));
  return rows.map(({ id }) => id);
};

const ownAndReady = (by: UserId, ids: readonly MediaId[]) =>
  sql`id IN (SELECT value FROM json_each(${JSON.stringify(ids)})) AND owner_id = ${by} AND status = 'ready'`;

/** A temporary file that has found its use stays. */
export const keepMedia = async (db: Db, by: UserId, ids: readonly MediaId[]): Promise<void> => {
  if (ids.length === 0) return;
  await db.update(media).set({ expiresAt: null, temporary: false }).where(ownAndReady(by, ids));
};

/**
 * Puts a person's own files where others see them; what is not theirs or not ready is passed over. A temporary one stays
 * from then on. `reason` is what put it there (a message, a showing): taking that away takes the file with it.
 */
export const grantMedia = async (
  db: Db,
  by: UserId,
  ids: readonly MediaId[],
  place: MediaPlace,
  reason: string,
  now: number,
): Promise<void> => {
  if (ids.length === 0) return;
  const own = ownAndReady(by, ids);
  await db.batch([
    db
      .insert(mediaGrants)
      .select(sql`SELECT id, ${place}, ${reason}, ${now} FROM media WHERE ${own}`)
      .onConflictDoNothing(),
    db.update(media).set({ expiresAt: null, temporary: false }).where(own),
  ]);
};

export const revokeGrants = async (db: Db, place: MediaPlace, reason: string): Promise<void> => {
  await db.delete(mediaGrants).where(and(eq(mediaGrants.place, place), eq(mediaGrants.reason, reason)));
};
