// What a person is told when they come back.
import type { UserId } from "#core/protocol/ids.ts";
import type { NotificationView } from "#core/protocol/users.ts";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const notifications = sqliteTable(
  "notifications",
  {
    /** Made of what it is about, so that telling it twice is once. */
    id: text("id").primaryKey(),
    userId: text("user_id").$type<UserId>().notNull(),
    kind: text("kind").$type<NotificationView["kind"]>().notNull(),
    data: text("data", { mode: "json" }).$type<NotificationView["data"]>().notNull(),
    at: integer("at").notNull(),
    readAt: integer("read_at"),
  },
  (table) => [index("notifications_by_user").on(table.userId, table.at)],
);
