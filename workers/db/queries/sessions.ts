// Signed-in devices: who a session is, ending one, and the actors it is live in.
import { and, desc, eq, gt, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { SessionId, UserId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { conversations } from "../schema/conversations.ts";
import { rooms } from "../schema/rooms.ts";
import { livePlaces, refreshTokens, sessions, type SessionRow } from "../schema/sessions.ts";
import { users, type UserRow } from "../schema/users.ts";

export type NewToken = { readonly hash: string; readonly issuedAt: number; readonly expiresAt: number };

const tokenRow = (session: SessionId, token: NewToken) => ({
  ...token,
  sessionId: session,
  usedAt: null,
  successorHash: null,
  deadAt: null,
});

export const insertSession = async (db: Db, session: SessionRow, token: NewToken): Promise<void> => {
  await db.batch([db.insert(sessions).values(session), db.insert(refreshTokens).values(tokenRow(session.id, token))]);
};

/** After proving who one is anew (a guest registers): the same device, fresh tokens, the older ones dead. */
export const renewSession = async (
  db: Db,
  id: SessionId,
  proof: { amr: SessionRow["amr"]; authAt: number; expiresAt: number },
  token: NewToken,
): Promise<void> => {
  await db.batch([
    db
      .update(sessions)
      .set({ ...proof, lastUsedAt: proof.authAt })
      .where(eq(sessions.id, id)),
    db.delete(refreshTokens).where(eq(refreshTokens.sessionId, id)),
    db.insert(refreshTokens).values(tokenRow(id, token)),
  ]);
};

const stands = (id: SessionId, now: number) =>
  and(eq(sessions.id, id), isNull(sessions.revokedAt), gt(sessions.expiresAt, now));

/** The person behind a session; null when it is unknown, over or revoked. One row read by each of two keys. */
export const getSessionUser = async (
  db: Db,
  id: SessionId,
  now: number,
): Promise<{ session: SessionRow; user: UserRow } | null> => {
  const [row] = await db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(stands(id, now))
    .limit(1);
  return row ?? null;
};

export const listSessions = async (db: Db, user: UserId, now: number): Promise<SessionRow[]> =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, user), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.lastUsedAt));

/** false: not this user's, or already over. */
export const revokeSession = async (db: Db, user: UserId, id: SessionId, now: number): Promise<boolean> => {
  const rows = await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.id, id), eq(sessions.userId, user), isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
  return rows.length > 0;
};

/** Expired or revoked before that instant, with their tokens and places; at most 90 at a time (bound parameters). */
export const deleteSessionsOver = async (db: Db, before: number): Promise<number> => {
  const over = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(or(lt(sessions.expiresAt, before), lt(sessions.revokedAt, before)))
    .limit(90);
  const ids = over.map((row) => row.id);
  if (ids.length === 0) return 0;
  await db.batch([
    db.delete(livePlaces).where(inArray(livePlaces.sessionId, ids)),
    db.delete(refreshTokens).where(inArray(refreshTokens.sessionId, ids)),
    db.delete(sessions).where(inArray(sessions.id, ids)),
  ]);
  return ids.length;
};

/** Whether the directory knows an actor; everybody has an inbox, which bears their own id. */
const isKnown = (actor: string): SQL => {
  if (actor.startsWith("usr_")) return sql`1`;
  return actor.startsWith("room_")
    ? sql`EXISTS (SELECT 1 FROM ${rooms} WHERE ${rooms.id} = ${actor})`
    : sql`EXISTS (SELECT 1 FROM ${conversations} WHERE ${conversations.id} = ${actor})`;
};

/**
 * Says that a session will be live at an actor, so that revocation finds it there: in one step with the question whether
 * it stands, so that whoever ends it at this moment either finds the place or is seen here. An actor that the directory
 * does not know is no place.
 */
export const enterLivePlace = async (
  db: Db,
  session: SessionId,
  actor: string,
  now: number,
): Promise<"entered" | "no_session" | "no_actor"> => {
  const place = {
    sessionId: sessions.id,
    actor: sql<string>`${actor}`.as("actor"),
    since: sql<number>`${now}`.as("since"),
  };
  const [, [asked]] = await db.batch([
    db
      .insert(livePlaces)
      .select(
        db
          .select(place)
          .from(sessions)
          .where(and(stands(session, now), isKnown(actor))),
      )
      .onConflictDoNothing(),
    db
      .select({ isKnown: sql<number>`${isKnown(actor)}` })
      .from(sessions)
      .where(stands(session, now))
      .limit(1),
  ]);
  if (asked === undefined) return "no_session";
  return asked.isKnown === 1 ? "entered" : "no_actor";
};

export const listLivePlaces = async (db: Db, session: SessionId): Promise<string[]> => {
  const rows = await db.select({ actor: livePlaces.actor }).from(livePlaces).where(eq(livePlaces.sessionId, session));
  return rows.map((row) => row.actor);
};
