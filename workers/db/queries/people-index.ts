// The index of names, kept beside the people themselves; what was missed is found and repaired every night.
import { and, eq, isNull, ne, or, sql } from "drizzle-orm";
import { searchTokens } from "#core/domain/search-tokens.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { Db } from "../open.ts";
import { peopleNames, peopleSearch } from "../schema/people.ts";
import { users } from "../schema/users.ts";

/** Called whenever somebody who is no guest got, or changed, a name. */
export const indexPerson = async (db: Db, { id, name }: { id: UserId; name: string }): Promise<void> => {
  const number = sql<number>`(SELECT id FROM people_names WHERE user_id = ${id})`;
  await db.batch([
    db
      .insert(peopleNames)
      .values({ userId: id, name })
      .onConflictDoUpdate({ target: peopleNames.userId, set: { name } }),
    db.delete(peopleSearch).where(eq(peopleSearch.rowid, number)),
    db.insert(peopleSearch).values({ rowid: number, tokens: searchTokens(name).join(" ") }),
  ]);
};

/** Brings up to `limit` people up to date whose name the index does not hold; answers how many there were. */
export const repairPeopleIndex = async (db: Db, limit: number): Promise<number> => {
  const rows = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .leftJoin(peopleNames, eq(peopleNames.userId, users.id))
    .where(and(ne(users.role, "guest"), or(isNull(peopleNames.name), ne(peopleNames.name, users.name))))
    .limit(limit);
  for (const row of rows) await indexPerson(db, row);
  return rows.length;
};
