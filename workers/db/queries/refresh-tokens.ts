// Single-use refresh tokens. Every change is conditional on what was seen, and one batch is one atomic turn.
import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { USED_TOKEN_MEMORY_MS } from "#core/domain/auth.ts";
import type { SessionId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { refreshTokens, sessions, type RefreshTokenRow } from "../schema/sessions.ts";
import type { NewToken } from "./sessions.ts";

/** Stores `next` only where `hash` has just been exchanged for it. */
const insertSuccessor = (db: Db, hash: string, next: NewToken) =>
  db.insert(refreshTokens).select(sql`
    SELECT ${next.hash}, session_id, ${next.issuedAt}, ${next.expiresAt}, NULL, NULL, NULL
    FROM refresh_tokens WHERE hash = ${hash} AND successor_hash = ${next.hash}`);

const touch = (db: Db, hash: string, next: NewToken) =>
  db
    .update(sessions)
    .set({ lastUsedAt: next.issuedAt })
    .where(sql`id = (SELECT session_id FROM refresh_tokens WHERE hash = ${hash} AND successor_hash = ${next.hash})`);

/**
 * Exchanges an unused token for `next`. Of any number of callers with the same token exactly one gets the session; the
 * others get null and are judged by what they held.
 */
export const spendRefreshToken = async (db: Db, hash: string, next: NewToken): Promise<SessionId | null> => {
  const alive = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(eq(sessions.id, refreshTokens.sessionId), isNull(sessions.revokedAt), gt(sessions.expiresAt, next.issuedAt)),
    );
  const [spent] = await db.batch([
    db
      .update(refreshTokens)
      .set({ usedAt: next.issuedAt, successorHash: next.hash })
      .where(
        and(
          eq(refreshTokens.hash, hash),
          isNull(refreshTokens.usedAt),
          isNull(refreshTokens.deadAt),
          gt(refreshTokens.expiresAt, next.issuedAt),
          sql`EXISTS ${alive}`,
        ),
      )
      .returning({ sessionId: refreshTokens.sessionId }),
    insertSuccessor(db, hash, next),
    touch(db, hash, next),
    db
      .delete(refreshTokens)
      .where(
        and(
          lt(refreshTokens.usedAt, next.issuedAt - USED_TOKEN_MEMORY_MS),
          sql`session_id = (SELECT session_id FROM refresh_tokens AS own WHERE own.hash = ${hash})`,
        ),
      ),
  ]);
  return spent[0]?.sessionId ?? null;
};

/** The answer with `lost` never arrived: it dies unused and `next` takes its place. false: somebody was quicker. */
export const replaceLostToken = async (db: Db, hash: string, lost: string, next: NewToken): Promise<boolean> => {
  const [replaced] = await db.batch([
    db
      .update(refreshTokens)
      .set({ usedAt: next.issuedAt, successorHash: next.hash })
      .where(
        and(
          eq(refreshTokens.hash, hash),
          eq(refreshTokens.successorHash, lost),
          sql`EXISTS (SELECT 1 FROM refresh_tokens AS lost WHERE lost.hash = ${lost} AND lost.used_at IS NULL AND lost.dead_at IS NULL)`,
        ),
      )
      .returning({ hash: refreshTokens.hash }),
    db
      .update(refreshTokens)
      .set({ deadAt: next.issuedAt })
      .where(
        and(
          eq(refreshTokens.hash, lost),
          sql`EXISTS (SELECT 1 FROM refresh_tokens AS old WHERE old.hash = ${hash} AND old.successor_hash = ${next.hash})`,
        ),
      ),
    insertSuccessor(db, hash, next),
    touch(db, hash, next),
  ]);
  return replaced.length > 0;
};

/** A token with what it was exchanged for. */
export const getRefreshToken = async (
  db: Db,
  hash: string,
): Promise<{ token: RefreshTokenRow; successor: RefreshTokenRow | null } | null> => {
  const [token] = await db.select().from(refreshTokens).where(eq(refreshTokens.hash, hash)).limit(1);
  if (!token) return null;
  if (token.successorHash === null) return { token, successor: null };
  const [successor] = await db.select().from(refreshTokens).where(eq(refreshTokens.hash, token.successorHash)).limit(1);
  return { token, successor: successor ?? null };
};
