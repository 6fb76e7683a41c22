// The directory of conversations, who belongs to which, and which one two people share.
import type { ConversationKind, ConversationRole, Encryption, HistoryRule } from "#core/protocol/conversations.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export type FaceRow = { readonly user: UserId; readonly name: string; readonly role: ConversationRole };

/** `waiting`, `open`, `declined`: a stranger's direct conversation that has no words yet, is asked about, is not wanted. */
export type MemberStanding = "member" | "waiting" | "open" | "declined";

export const conversations = sqliteTable("conversations", {
  id: text("id").$type<ConversationId>().primaryKey(),
  kind: text("kind").$type<ConversationKind>().notNull(),
  title: text("title"),
  encryption: text("encryption").$type<Encryption>().notNull(),
  history: text("history").$type<HistoryRule>().notNull(),
  createdBy: text("created_by").$type<UserId>().notNull(),
  /** The log position this row was projected from; an older one never overwrites a newer one. */
  seq: integer("seq").notNull(),
  /** The first members, for lists. */
  faces: text("faces", { mode: "json" }).$type<readonly FaceRow[]>().notNull(),
  memberCount: integer("member_count").notNull(),
  activeAt: integer("active_at").notNull(),
  createdAt: integer("created_at").notNull(),
});
export type ConversationRow = typeof conversations.$inferSelect;

export const conversationMembers = sqliteTable(
  "conversation_members",
  {
    conversationId: text("conversation_id").$type<ConversationId>().notNull(),
    userId: text("user_id").$type<UserId>().notNull(),
    role: text("role").$type<ConversationRole>().notNull(),
    standing: text("standing").$type<MemberStanding>().notNull(),
    joinedAt: integer("joined_at").notNull(),
    leftAt: integer("left_at"),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.userId] }),
    index("conversation_members_by_user").on(table.userId),
  ],
);

export const directPairs = sqliteTable(
  "direct_pairs",
  {
    lowId: text("low_id").$type<UserId>().notNull(),
    highId: text("high_id").$type<UserId>().notNull(),
    conversationId: text("conversation_id").$type<ConversationId>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.lowId, table.highId] })],
);
