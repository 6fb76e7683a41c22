// Profiles, blocks, and who may be found by whom.
import { and, desc, eq, or, sql, type SQL } from "drizzle-orm";
import { type Standing } from "#core/domain/people.ts";
import { prefixQuery } from "#core/domain/search-tokens.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { BlockView, PersonCard } from "#core/protocol/people.ts";
import type { Db } from "../open.ts";
import { blocks, contacts, profiles } from "../schema/people.ts";
import { users } from "../schema/users.ts";

/** Rows of `users` joined with `profiles`: everybody has the former, some have the latter. */
export const cardColumns = { id: users.id, name: users.name, handle: profiles.handle };

const personColumns = {
  ...cardColumns,
  role: users.role,
  preferences: users.preferences,
  version: users.version,
  bio: sql<string>`coalesce(${profiles.bio}, '')`,
  discoverable: sql<number>`coalesce(${profiles.discoverable}, 1)`,
};

export type PersonRow = PersonCard & {
  readonly role: (typeof users.$inferSelect)["role"];
  /** Off where the person said so; by default on. */
  readonly showsPresence: boolean;
  readonly version: number;
  readonly bio: string;
  readonly discoverable: boolean;
};

const getPersonWhere = async (db: Db, which: SQL): Promise<PersonRow | null> => {
  const [row] = await db
    .select(personColumns)
    .from(users)
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(which)
    .limit(1);
  if (row === undefined) return null;
  const { preferences, discoverable, ...person } = row;
  return { ...person, discoverable: discoverable === 1, showsPresence: preferences.lastSeen ?? true };
};

export const getPerson = (db: Db, id: UserId): Promise<PersonRow | null> => getPersonWhere(db, eq(users.id, id));

/** `handle` in lower case. */
export const findPersonByHandle = (db: Db, handle: string): Promise<PersonRow | null> =>
  getPersonWhere(db, eq(profiles.handle, handle));

/** False: somebody else has it. Having it already is no error. */
export const setHandle = async (db: Db, userId: UserId, handle: string): Promise<boolean> => {
  const isFree = sql`NOT EXISTS (SELECT 1 FROM profiles WHERE handle = ${handle} AND user_id <> ${userId})`;
  const [, owned] = await db.batch([
    db
      .insert(profiles)
      .select(sql`SELECT ${userId}, ${handle}, '', 1 WHERE ${isFree}`)
      .onConflictDoUpdate({ target: profiles.userId, set: { handle }, setWhere: isFree }),
    db
      .select({ userId: profiles.userId })
      .from(profiles)
      .where(and(eq(profiles.userId, userId), eq(profiles.handle, handle))),
  ]);
  return owned.length > 0;
};

export type ProfileChange = { readonly bio?: string; readonly discoverable?: boolean };

/** False: the version is no longer the one given. */
export const updateProfile = async (db: Db, id: UserId, version: number, change: ProfileChange): Promise<boolean> => {
  const { bio, discoverable } = change;
  const isOn = discoverable === undefined ? null : discoverable ? 1 : 0;
  const isCurrent = sql`EXISTS (SELECT 1 FROM users WHERE id = ${id} AND version = ${version})`;
  const [, bumped] = await db.batch([
    db
      .insert(profiles)
      .select(sql`SELECT ${id}, NULL, ${bio ?? ""}, ${isOn ?? 1} WHERE ${isCurrent}`)
      .onConflictDoUpdate({
        target: profiles.userId,
        set: {
          bio: sql`coalesce(${bio ?? null}, profiles.bio)`,
          discoverable: sql`coalesce(${isOn}, profiles.discoverable)`,
        },
      }),
    db
      .update(users)
      .set({ version: version + 1 })
      .where(and(eq(users.id, id), eq(users.version, version)))
      .returning({ id: users.id }),
  ]);
  return bumped.length > 0;
};

/** Either has blocked the other. */
export const blockBetween = (one: SQL | UserId, other: SQL | UserId): SQL =>
  sql`EXISTS (SELECT 1 FROM blocks WHERE (blocks.user_id = ${one} AND blocks.other_id = ${other})
    OR (blocks.user_id = ${other} AND blocks.other_id = ${one}))`;

/**
 * Discoverable people by the beginning of their handle or of the words of their name, and whoever has exactly this handle.
 * Never oneself, never a guest, never across a block in either direction. Exact first, then contacts, then by name.
 */
export const searchPeople = async (db: Db, reader: UserId, text: string, limit: number): Promise<PersonCard[]> => {
  const handle = text.trim().toLowerCase().replace(/^@/, "");
  const isHandle = /^[a-z0-9_]{1,30}$/.test(handle);
  const words = text.trim().startsWith("@") ? null : prefixQuery(text);
  if (!isHandle && words === null) return [];
  const byHandle = isHandle ? sql`${profiles.handle} >= ${handle} AND ${profiles.handle} < ${`${handle}~`}` : sql`0`;
  const byName =
    words === null
      ? sql`0`
      : sql`${users.id} IN (SELECT people_names.user_id FROM people_names WHERE people_names.id IN
          (SELECT rowid FROM people_search WHERE people_search MATCH ${words} LIMIT 500))`;
  const isExact = sql`coalesce(${profiles.handle} = ${handle}, 0)`;
  const isContact = sql`EXISTS (SELECT 1 FROM contacts
    WHERE contacts.user_id = ${reader} AND contacts.other_id = ${users.id} AND contacts.state = 'contact')`;
  return db
    .select(cardColumns)
    .from(users)
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(
      and(
        sql`${users.id} <> ${reader}`,
        sql`${users.role} <> 'guest'`,
        or(isExact, and(sql`coalesce(${profiles.discoverable}, 1) = 1`, or(byHandle, byName))),
        sql`NOT ${blockBetween(reader, sql`${users.id}`)}`,
      ),
    )
    .orderBy(sql`${isExact} DESC`, sql`${isContact} DESC`, users.name, users.id)
    .limit(limit);
};

/** How `reader` stands to `other`. */
export const getStanding = async (db: Db, reader: UserId, other: UserId): Promise<Standing> => {
  const [contact, blocking] = await db.batch([
    db
      .select({ state: contacts.state })
      .from(contacts)
      .where(and(eq(contacts.userId, reader), eq(contacts.otherId, other))),
    db
      .select({ by: blocks.userId })
      .from(blocks)
      .where(
        or(
          and(eq(blocks.userId, reader), eq(blocks.otherId, other)),
          and(eq(blocks.userId, other), eq(blocks.otherId, reader)),
        ),
      ),
  ]);
  return {
    contact: contact[0]?.state ?? null,
    blocks: blocking.some(({ by }) => by === reader),
    blockedBy: blocking.some(({ by }) => by === other),
  };
};

/** Whether either has blocked the other. */
export const isBlocked = async (db: Db, one: UserId, other: UserId): Promise<boolean> =>
  (await blockedAmong(db, one, [other])).has(other);

/** Which of `others` have blocked `user`, or are blocked by them. */
export const blockedAmong = async (db: Db, user: UserId, others: readonly UserId[]): Promise<Set<UserId>> => {
  const list = sql`(SELECT value FROM json_each(${JSON.stringify(others)}))`;
  const rows = await db
    .select({ userId: blocks.userId, otherId: blocks.otherId })
    .from(blocks)
    .where(
      or(
        and(eq(blocks.userId, user), sql`${blocks.otherId} IN ${list}`),
        and(eq(blocks.otherId, user), sql`${blocks.userId} IN ${list}`),
      ),
    );
  return new Set(rows.map(({ userId, otherId }) => (userId === user ? otherId : userId)));
};

/** What bound the two is undone with it. Again is nothing. */
export const block = async (db: Db, userId: UserId, otherId: UserId, since: number): Promise<void> => {
  await db.batch([
    db.insert(blocks).values({ userId, otherId, since }).onConflictDoNothing(),
    db
      .delete(contacts)
      .where(
        or(
          and(eq(contacts.userId, userId), eq(contacts.otherId, otherId)),
          and(eq(contacts.userId, otherId), eq(contacts.otherId, userId)),
        ),
      ),
  ]);
};

/** False: there was no block. */
export const unblock = async (db: Db, userId: UserId, otherId: UserId): Promise<boolean> => {
  const lifted = await db
    .delete(blocks)
    .where(and(eq(blocks.userId, userId), eq(blocks.otherId, otherId)))
    .returning({ userId: blocks.userId });
  return lifted.length > 0;
};

/** Newest first. */
export const listBlocks = async (db: Db, user: UserId): Promise<BlockView[]> => {
  const rows = await db
    .select({ person: cardColumns, since: blocks.since })
    .from(blocks)
    .innerJoin(users, eq(users.id, blocks.otherId))
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(eq(blocks.userId, user))
    .orderBy(desc(blocks.since), users.id);
  return rows;
};
