// Claims a key before the work is done, keeps the answer after it.
import { and, eq, isNull, lt } from "drizzle-orm";
import type { UserId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { idempotencyKeys } from "../schema/idempotency.ts";

export type KeyPlace = { readonly userId: UserId; readonly route: string; readonly key: string };
export type KeptAnswer = { readonly bodyHash: string; readonly status: number | null; readonly body: string | null };

const at = ({ userId, route, key }: KeyPlace) =>
  and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.route, route), eq(idempotencyKeys.key, key));

/** null: the key is the caller's now; else what was kept under it. A claim whose request died before `abandonedBefore` is free again. */
export const claimKey = async (
  db: Db,
  place: KeyPlace,
  bodyHash: string,
  now: number,
  limits: { readonly expiredBefore: number; readonly abandonedBefore: number },
): Promise<KeptAnswer | null> => {
  const [, , inserted, kept] = await db.batch([
    db.delete(idempotencyKeys).where(and(at(place), lt(idempotencyKeys.createdAt, limits.expiredBefore))),
    db
      .delete(idempotencyKeys)
      .where(and(at(place), isNull(idempotencyKeys.status), lt(idempotencyKeys.createdAt, limits.abandonedBefore))),
    db
      .insert(idempotencyKeys)
      .values({ ...place, bodyHash, status: null, body: null, createdAt: now })
      .onConflictDoNothing()
      .returning({ key: idempotencyKeys.key }),
    db
      .select({ bodyHash: idempotencyKeys.bodyHash, status: idempotencyKeys.status, body: idempotencyKeys.body })
      .from(idempotencyKeys)
      .where(at(place)),
  ]);
  if (inserted.length > 0) return null;
  const [answer] = kept;
  if (!answer) throw new Error("an idempotency key was neither free nor taken");
  return answer;
};

export const keepAnswer = async (db: Db, place: KeyPlace, status: number, body: string): Promise<void> => {
  await db.update(idempotencyKeys).set({ status, body }).where(at(place));
};

/** The work failed: the next attempt is a first one. */
export const releaseKey = async (db: Db, place: KeyPlace): Promise<void> => {
  await db.delete(idempotencyKeys).where(and(at(place), isNull(idempotencyKeys.status)));
};

export const deleteKeysBefore = async (db: Db, before: number): Promise<void> => {
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, before));
};
