// People. `version` guards edits from several devices; `claimed_by` marks a guest whose receipts were handed over.
import type { Preferences, Role } from "#core/protocol/users.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const users = sqliteTable("users", {
  id: text("id").$type<UserId>().primaryKey(),
  role: text("role").$type<Role>().notNull(),
  name: text("name").notNull(),
  /** Normalised: NFKC, trimmed, lower case. */
  email: text("email").unique(),
  passwordHash: text("password_hash"),
  timeZone: text("time_zone").notNull(),
  preferences: text("preferences", { mode: "json" }).$type<Preferences>().notNull(),
  version: integer("version").notNull(),
  createdAt: integer("created_at").notNull(),
  claimedBy: text("claimed_by").$type<UserId>(),
});
export type UserRow = typeof users.$inferSelect;
