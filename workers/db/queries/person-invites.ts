// Invitations by link: who made them, how long and how often they open, and who came in.
import { and, desc, eq, gt, lt, sql } from "drizzle-orm";
import type { UserId } from "#core/protocol/ids.ts";
import type { PersonCard } from "#core/protocol/people.ts";
import type { Db } from "../open.ts";
import { contacts, personInvites, personInviteUses, profiles, type PersonInviteRow } from "../schema/people.ts";
import { users } from "../schema/users.ts";
import { cardColumns } from "./people.ts";

const usedCount = sql<number>`(SELECT count(*) FROM person_invite_uses WHERE person_invite_uses.code = person_invites.code)`;
const isOpen = (now: number) =>
  and(gt(personInvites.expiresAt, now), sql`(${personInvites.uses} IS NULL OR ${usedCount} < ${personInvites.uses})`);

/** False: one has as many open ones as there may be. */
export const insertInvite = async (db: Db, invite: PersonInviteRow, most: number): Promise<boolean> => {
  const { code, userId, createdAt, expiresAt, uses } = invite;
  const made = await db
    .insert(personInvites)
    .select(
      sql`SELECT ${code}, ${userId}, ${createdAt}, ${expiresAt}, ${uses} WHERE
        (SELECT count(*) FROM person_invites WHERE user_id = ${userId} AND expires_at > ${createdAt}) < ${most}`,
    )
    .returning({ code: personInvites.code });
  return made.length > 0;
};

/** Those that have not expired, newest first. */
export const listInvites = async (
  db: Db,
  user: UserId,
  now: number,
): Promise<(PersonInviteRow & { readonly used: number })[]> =>
  db
    .select({
      code: personInvites.code,
      userId: personInvites.userId,
      createdAt: personInvites.createdAt,
      expiresAt: personInvites.expiresAt,
      uses: personInvites.uses,
      used: usedCount,
    })
    .from(personInvites)
    .where(and(eq(personInvites.userId, user), gt(personInvites.expiresAt, now)))
    .orderBy(desc(personInvites.createdAt), personInvites.code);

export const removeInvite = async (db: Db, user: UserId, code: string): Promise<boolean> => {
  const removed = await db
    .delete(personInvites)
    .where(and(eq(personInvites.code, code), eq(personInvites.userId, user)))
    .returning({ code: personInvites.code });
  return removed.length > 0;
};

/** Whose link this is; null where it opens nothing any more. */
export const findInvite = async (
  db: Db,
  code: string,
  now: number,
): Promise<{ from: PersonCard; expiresAt: number } | null> => {
  const [row] = await db
    .select({ from: cardColumns, expiresAt: personInvites.expiresAt })
    .from(personInvites)
    .innerJoin(users, eq(users.id, personInvites.userId))
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(and(eq(personInvites.code, code), isOpen(now)))
    .limit(1);
  return row ?? null;
};

/** The maker and `user` are contacts, in the turn that counts the use; coming again counts once. null: it opens nothing. */
export const acceptInvite = async (db: Db, code: string, user: UserId, now: number): Promise<PersonCard | null> => {
  const maker = sql`(SELECT user_id FROM person_invites WHERE code = ${code})`;
  const cameIn = sql`EXISTS (SELECT 1 FROM person_invite_uses WHERE code = ${code} AND user_id = ${user})
    AND EXISTS (SELECT 1 FROM person_invites WHERE code = ${code} AND expires_at > ${now})
    AND NOT EXISTS (SELECT 1 FROM blocks WHERE (user_id = ${user} AND other_id = ${maker})
      OR (user_id = ${maker} AND other_id = ${user}))`;
  const [, , , who] = await db.batch([
    db
      .insert(personInviteUses)
      .select(
        sql`SELECT ${code}, ${user}, ${now} FROM person_invites
          WHERE code = ${code} AND user_id <> ${user} AND ${isOpen(now)}
          AND NOT EXISTS (SELECT 1 FROM blocks WHERE (blocks.user_id = ${user} AND blocks.other_id = person_invites.user_id)
            OR (blocks.user_id = person_invites.user_id AND blocks.other_id = ${user}))`,
      )
      .onConflictDoNothing(),
    db
      .insert(contacts)
      .select(sql`SELECT ${user}, ${maker}, 'contact', ${now} WHERE ${cameIn}`)
      .onConflictDoUpdate({
        target: [contacts.userId, contacts.otherId],
        set: { state: "contact", since: now },
        setWhere: sql`contacts.state <> 'contact'`,
      }),
    db
      .insert(contacts)
      .select(sql`SELECT ${maker}, ${user}, 'contact', ${now} WHERE ${cameIn}`)
      .onConflictDoUpdate({
        target: [contacts.userId, contacts.otherId],
        set: { state: "contact", since: now },
        setWhere: sql`contacts.state <> 'contact'`,
      }),
    db
      .select(cardColumns)
      .from(users)
      .leftJoin(profiles, eq(profiles.userId, users.id))
      .where(and(sql`${users.id} = ${maker}`, cameIn))
      .limit(1),
  ]);
  return who[0] ?? null;
};

export const deleteInvitesBefore = async (db: Db, before: number): Promise<void> => {
  await db.batch([
    db.delete(personInviteUses).where(
      sql`${personInviteUses.code} IN (SELECT code FROM person_invites WHERE expires_at < ${before})
          OR ${personInviteUses.code} NOT IN (SELECT code FROM person_invites)`,
    ),
    db.delete(personInvites).where(lt(personInvites.expiresAt, before)),
  ]);
};
