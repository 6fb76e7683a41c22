// Reads and writes of people. Writes that may lose a race say so by returning null.
import { and, eq, isNull, or, sql } from "drizzle-orm";
import type { UserId } from "#core/protocol/ids.ts";
import type { Preferences } from "#core/protocol/users.ts";
import type { Db } from "../open.ts";
import { users, type UserRow } from "../schema/users.ts";
import { indexPerson } from "./people-index.ts";

/** Whoever has an account is found by name from now on. */
const indexed = async (db: Db, row: UserRow | undefined): Promise<UserRow | null> => {
  if (row !== undefined && row.role !== "guest") await indexPerson(db, row);
  return row ?? null;
};

export const insertUser = async (db: Db, user: UserRow): Promise<UserRow | null> => {
  const [row] = await db.insert(users).values(user).onConflictDoNothing({ target: users.email }).returning();
  return indexed(db, row);
};

export const getUser = async (db: Db, id: UserId): Promise<UserRow | null> => {
  const [row] = await db.select().from(users).where(eq(users.id, id)).limit(1);
  return row ?? null;
};

/** `email` normalised. */
export const findUserByEmail = async (db: Db, email: string): Promise<UserRow | null> => {
  const [row] = await db.select().from(users).where(eq(users.email, email)).limit(1);
  return row ?? null;
};

export type UserChange = { name?: string; timeZone?: string; preferences?: Preferences };

/** null: the version is no longer the one given. */
export const updateUser = async (db: Db, id: UserId, version: number, change: UserChange): Promise<UserRow | null> => {
  const [row] = await db
    .update(users)
    .set({ ...change, version: version + 1 })
    .where(and(eq(users.id, id), eq(users.version, version)))
    .returning();
  return change.name === undefined ? (row ?? null) : indexed(db, row);
};

/** The guest becomes a registered person under the same id. null: no longer an unclaimed guest, or the address is taken. */
export const upgradeGuest = async (
  db: Db,
  id: UserId,
  account: { name: string; email: string; passwordHash: string; timeZone?: string },
): Promise<UserRow | null> => {
  const taken = db
    .select({ one: sql`1` })
    .from(users)
    .where(eq(users.email, account.email));
  const [row] = await db
    .update(users)
    .set({ ...account, role: "user", version: sql`${users.version} + 1` })
    .where(and(eq(users.id, id), eq(users.role, "guest"), isNull(users.claimedBy), sql`NOT EXISTS ${taken}`))
    .returning();
  return indexed(db, row);
};

/** Marks a guest as handed over to `by`; true also when it was already so. */
export const claimGuest = async (db: Db, guest: UserId, by: UserId): Promise<boolean> => {
  const rows = await db
    .update(users)
    .set({ claimedBy: by })
    .where(and(eq(users.id, guest), eq(users.role, "guest"), or(isNull(users.claimedBy), eq(users.claimedBy, by))))
    .returning({ id: users.id });
  return rows.length > 0;
};

export const setPasswordHash = async (db: Db, id: UserId, passwordHash: string): Promise<void> => {
  await db.update(users).set({ passwordHash }).where(eq(users.id, id));
};

export const listTimeZones = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await db
    .select({ id: users.id, timeZone: users.timeZone })
    .from(users)
    .where(sql`${users.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map((row) => [row.id, row.timeZone]));
};

/** Who they are now; whoever does not exist is missing. */
export const listNames = async (db: Db, ids: readonly UserId[]): Promise<{ user: UserId; name: string }[]> =>
  db
    .select({ user: users.id, name: users.name })
    .from(users)
    .where(sql`${users.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
