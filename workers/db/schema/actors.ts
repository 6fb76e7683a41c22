// Every room and conversation there is: what remains when the read model is rebuilt.
import type { ConversationId, RoomId } from "#core/protocol/ids.ts";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const actors = sqliteTable("actors", {
  id: text("id").$type<RoomId | ConversationId>().primaryKey(),
  createdAt: integer("created_at").notNull(),
});
