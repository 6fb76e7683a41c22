// Files of people: begun within a quota, checked by one at a time, listed, expired and deleted.
import { and, desc, eq, isNotNull, lt, lte, ne, sql } from "drizzle-orm";
import type { MediaId, UserId } from "#core/protocol/ids.ts";
import type { MediaKind, MediaUsage } from "#core/protocol/media.ts";
import type { Db } from "../open.ts";
import { isOneOf } from "./media-access.ts";
import { media, mediaGrants, type MediaPartRow, mediaParts, type MediaRow } from "../schema/media.ts";

export type NewMedia = Pick<
  MediaRow,
  | "id"
  | "ownerId"
  | "name"
  | "declaredBytes"
  | "sha256"
  | "sealed"
  | "temporary"
  | "parts"
  | "uploadId"
  | "durationMs"
  | "waveform"
  | "expiresAt"
  | "createdAt"
>;
export type Allowance = { readonly quotaBytes: number; readonly openUploads: number };

/** What is refused or on its way out takes no place. */
const counted = sql`status IN ('uploading', 'checking', 'ready')`;

/** False: it does not fit. Counted and inserted in one statement, so that many at once cannot go past the quota. */
export const insertMedia = async (db: Db, row: NewMedia, { quotaBytes, openUploads }: Allowance): Promise<boolean> => {
  const { id, ownerId, declaredBytes } = row;
  const made = await db
    .insert(media)
    .select(
      sql`SELECT ${id}, ${ownerId}, 'uploading', NULL, NULL, NULL, ${row.name}, ${declaredBytes}, ${declaredBytes},
        ${row.sha256}, ${row.sealed ? 1 : 0}, ${row.temporary ? 1 : 0}, ${row.parts}, ${row.uploadId}, NULL, NULL, NULL, ${row.durationMs}, NULL,
        ${row.waveform === null ? null : JSON.stringify(row.waveform)}, '{}', 0, ${row.expiresAt}, ${row.createdAt}
        WHERE (SELECT coalesce(sum(bytes), 0) FROM media WHERE owner_id = ${ownerId} AND ${counted}) + ${declaredBytes}
          <= ${quotaBytes}
        AND (SELECT count(*) FROM media WHERE owner_id = ${ownerId} AND status = 'uploading') < ${openUploads}`,
    )
    .returning({ id: media.id });
  return made.length > 0;
};

/** Also what is being deleted: for those who clean up. */
export const findMedia = async (db: Db, id: MediaId): Promise<MediaRow | null> => {
  const [row] = await db.select().from(media).where(eq(media.id, id)).limit(1);
  return row ?? null;
};

export const getMedia = async (db: Db, id: MediaId): Promise<MediaRow | null> => {
  const row = await findMedia(db, id);
  return row === null || row.status === "deleting" ? null : row;
};

export type MediaChange = Partial<Omit<MediaRow, "id" | "ownerId">>;

/** False: it is no longer in that state. */
export const moveMedia = async (
  db: Db,
  id: MediaId,
  from: MediaRow["status"],
  change: MediaChange,
): Promise<boolean> => {
  const moved = await db
    .update(media)
    .set(change)
    .where(and(eq(media.id, id), eq(media.status, from)))
    .returning({ id: media.id });
  return moved.length > 0;
};

/** The right to check it until `until`; null where it is not waiting, or somebody has it. */
export const claimMedia = async (db: Db, id: MediaId, now: number, until: number): Promise<MediaRow | null> => {
  const [row] = await db
    .update(media)
    .set({ claimedUntil: until })
    .where(and(eq(media.id, id), eq(media.status, "checking"), lte(media.claimedUntil, now)))
    .returning();
  return row ?? null;
};

/** Only by the holder of the claim, so that of two checks one counts. */
export const finishMedia = async (db: Db, id: MediaId, claim: number, change: MediaChange): Promise<boolean> => {
  const finished = await db
    .update(media)
    .set({ ...change, claimedUntil: 0 })
    .where(and(eq(media.id, id), eq(media.status, "checking"), eq(media.claimedUntil, claim)))
    .returning({ id: media.id });
  return finished.length > 0;
};

export const keepPart = async (db: Db, part: MediaPartRow): Promise<void> => {
  await db
    .insert(mediaParts)
    .values(part)
    .onConflictDoUpdate({
      target: [mediaParts.mediaId, mediaParts.part],
      set: { etag: part.etag, bytes: part.bytes },
    });
};

export const listParts = async (db: Db, id: MediaId): Promise<MediaPartRow[]> =>
  db.select().from(mediaParts).where(eq(mediaParts.mediaId, id)).orderBy(mediaParts.part);

export type MediaPosition = { readonly createdAt: number; readonly id: MediaId };

/** Newest first. */
export const listMedia = async (
  db: Db,
  owner: UserId,
  kind: MediaKind | null,
  place: MediaPosition | null,
  limit: number,
): Promise<MediaRow[]> =>
  db
    .select()
    .from(media)
    .where(
      and(
        eq(media.ownerId, owner),
        ne(media.status, "deleting"),
        kind === null ? undefined : eq(media.kind, kind),
        place === null ? undefined : sql`(${media.createdAt}, ${media.id}) < (${place.createdAt}, ${place.id})`,
      ),
    )
    .orderBy(desc(media.createdAt), desc(media.id))
    .limit(limit);

export const getUsage = async (db: Db, owner: UserId): Promise<Omit<MediaUsage, "quotaBytes">> => {
  const [row] = await db
    .select({ usedBytes: sql<number>`coalesce(sum(${media.bytes}), 0)`, files: sql<number>`count(*)` })
    .from(media)
    .where(and(eq(media.ownerId, owner), counted));
  return { usedBytes: Number(row?.usedBytes ?? 0), files: Number(row?.files ?? 0) };
};

/** From now on nobody sees it; the bytes follow. */
export const markDeleting = async (db: Db, id: MediaId, now: number): Promise<void> => {
  await db.batch([
    db.update(media).set({ status: "deleting", expiresAt: now }).where(eq(media.id, id)),
    db.delete(mediaGrants).where(eq(mediaGrants.mediaId, id)),
  ]);
};

/** After the bytes are gone. */
export const forgetMedia = async (db: Db, id: MediaId): Promise<void> => {
  await db.batch([
    db.delete(mediaParts).where(eq(mediaParts.mediaId, id)),
    db.delete(media).where(and(eq(media.id, id), eq(media.status, "deleting"))),
  ]);
};

/** What has run out: given up, refused, temporary, or deleted while the bucket did not answer. */
export const listExpired = async (db: Db, now: number, limit: number): Promise<MediaRow[]> =>
  db
    .select()
    .from(media)
    .where(and(isNotNull(media.expiresAt), lte(media.expiresAt, now)))
    .orderBy(media.expiresAt)
    .limit(limit);

/** Waiting to be checked for so long that its message must have been lost. */
export const listForgotten = async (db: Db, before: number, limit: number): Promise<MediaId[]> => {
  const rows = await db
    .select({ id: media.id })
    .from(media)
    .where(and(eq(media.status, "checking"), lt(media.createdAt, before), lt(media.claimedUntil, before)))
    .limit(limit);
  return rows.map(({ id }) => id);
};

export const listMediaByIds = async (db: Db, ids: readonly MediaId[]): Promise<MediaRow[]> =>
  ids.length === 0 ? [] : db.select().from(media).where(isOneOf(ids));
