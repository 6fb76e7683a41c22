// Contacts: asked for by one, accepted by the other, undone by either. A row for each side, changed together.
import { and, desc, eq, lt, or, sql, type SQL } from "drizzle-orm";
import type { UserId } from "#core/protocol/ids.ts";
import type { ContactState, ContactView } from "#core/protocol/people.ts";
import type { Db } from "../open.ts";
import { contacts, profiles } from "../schema/people.ts";
import { users } from "../schema/users.ts";
import { cardColumns } from "./people.ts";

const between = (one: UserId, other: UserId): SQL | undefined =>
  or(
    and(eq(contacts.userId, one), eq(contacts.otherId, other)),
    and(eq(contacts.userId, other), eq(contacts.otherId, one)),
  );

const stateOf = (user: UserId, other: UserId, state: ContactState): SQL =>
  sql`EXISTS (SELECT 1 FROM contacts WHERE user_id = ${user} AND other_id = ${other} AND state = ${state})`;

const blocked = (by: UserId, other: UserId): SQL =>
  sql`EXISTS (SELECT 1 FROM blocks WHERE user_id = ${by} AND other_id = ${other})`;

/** Both are contacts where the other had asked already. */
const connectWhereAsked = (db: Db, user: UserId, other: UserId, now: number) =>
  db
    .update(contacts)
    .set({ state: "contact", since: now })
    .where(and(between(user, other), stateOf(user, other, "incoming")));

const ownState = (db: Db, user: UserId, other: UserId) =>
  db
    .select({ state: contacts.state, since: contacts.since })
    .from(contacts)
    .where(and(eq(contacts.userId, user), eq(contacts.otherId, other)));

/**
 * Asks; where the other has asked before, both are contacts at once. Whoever was blocked by the other seems to have asked,
 * and the other never learns of it. `isNews`: whether the other has something to learn. null: one has as many as there may be.
 */
export const requestContact = async (
  db: Db,
  user: UserId,
  other: UserId,
  now: number,
  most: number,
): Promise<{ state: ContactState; since: number; isNews: boolean } | null> => {
  const hasRoom = sql`(SELECT count(*) FROM contacts WHERE user_id = ${user}) < ${most}`;
  const [connected, , asked, own] = await db.batch([
    connectWhereAsked(db, user, other, now).returning({ userId: contacts.userId }),
    db
      .insert(contacts)
      .select(sql`SELECT ${user}, ${other}, 'outgoing', ${now} WHERE ${hasRoom} AND NOT ${blocked(user, other)}`)
      .onConflictDoNothing(),
    db
      .insert(contacts)
      .select(
        sql`SELECT ${other}, ${user}, 'incoming', ${now}
          WHERE ${stateOf(user, other, "outgoing")} AND NOT ${blocked(other, user)}`,
      )
      .onConflictDoNothing()
      .returning({ userId: contacts.userId }),
    ownState(db, user, other),
  ]);
  const [row] = own;
  return row === undefined ? null : { ...row, isNews: connected.length > 0 || asked.length > 0 };
};

/** null: there is nothing to accept. Accepting again is no error. */
export const acceptContact = async (
  db: Db,
  user: UserId,
  other: UserId,
  now: number,
): Promise<{ state: ContactState; since: number } | null> => {
  const [, own] = await db.batch([connectWhereAsked(db, user, other, now), ownState(db, user, other)]);
  return own[0]?.state === "contact" ? own[0] : null;
};

/** Declines, withdraws or ends it. False: there was nothing. */
export const removeContact = async (db: Db, user: UserId, other: UserId): Promise<boolean> => {
  const removed = await db.delete(contacts).where(between(user, other)).returning({ userId: contacts.userId });
  return removed.length > 0;
};

/** Where a page ended. */
export type ContactPlace = { readonly since: number; readonly id: UserId };

/** Newest first. */
export const listContacts = async (
  db: Db,
  user: UserId,
  state: ContactState,
  place: ContactPlace | null,
  limit: number,
): Promise<ContactView[]> =>
  db
    .select({ person: cardColumns, state: contacts.state, since: contacts.since })
    .from(contacts)
    .innerJoin(users, eq(users.id, contacts.otherId))
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(
      and(
        eq(contacts.userId, user),
        eq(contacts.state, state),
        place === null
          ? undefined
          : or(lt(contacts.since, place.since), and(eq(contacts.since, place.since), lt(contacts.otherId, place.id))),
      ),
    )
    .orderBy(desc(contacts.since), desc(contacts.otherId))
    .limit(limit);
