// Profiles, contacts (a row for each side), blocks, and invitations by link with who came in by them.
import type { UserId } from "#core/protocol/ids.ts";
import type { ContactState } from "#core/protocol/people.ts";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Only what was ever changed: whoever has no row has no handle, an empty bio, and is discoverable. */
export const profiles = sqliteTable("profiles", {
  userId: text("user_id").$type<UserId>().primaryKey(),
  /** Lower case. */
  handle: text("handle").unique(),
  bio: text("bio").notNull(),
  discoverable: integer("discoverable", { mode: "boolean" }).notNull(),
});

/** Which name of whom the index holds: the row of the full-text table has the same number. */
export const peopleNames = sqliteTable("people_names", {
  id: integer("id").primaryKey(),
  userId: text("user_id").$type<UserId>().notNull().unique(),
  name: text("name").notNull(),
});

/** FTS5: own tokens, so that scripts without spaces are found too. */
export const peopleSearch = sqliteTable("people_search", {
  rowid: integer("rowid").notNull(),
  tokens: text("tokens").notNull(),
});

export const contacts = sqliteTable(
  "contacts",
  {
    userId: text("user_id").$type<UserId>().notNull(),
    otherId: text("other_id").$type<UserId>().notNull(),
    /** Seen from `user_id`. */
    state: text("state").$type<ContactState>().notNull(),
    since: integer("since").notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.otherId] })],
);

/** `user_id` has blocked `other_id`. */
export const blocks = sqliteTable(
  "blocks",
  {
    userId: text("user_id").$type<UserId>().notNull(),
    otherId: text("other_id").$type<UserId>().notNull(),
    since: integer("since").notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.otherId] }), index("blocks_by_other").on(table.otherId)],
);

export const personInvites = sqliteTable(
  "person_invites",
  {
    code: text("code").primaryKey(),
    userId: text("user_id").$type<UserId>().notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    /** null: any number. */
    uses: integer("uses"),
  },
  (table) => [index("person_invites_by_user").on(table.userId)],
);
export type PersonInviteRow = typeof personInvites.$inferSelect;

export const personInviteUses = sqliteTable(
  "person_invite_uses",
  {
    code: text("code").notNull(),
    userId: text("user_id").$type<UserId>().notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.code, table.userId] })],
);
