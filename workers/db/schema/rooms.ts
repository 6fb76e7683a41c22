// The directory of rooms, who belongs to which, and which room a code belongs to.
import type { RoomId, UserId } from "#core/protocol/ids.ts";
import type { Plan, Schedule, Visibility } from "#core/protocol/rooms.ts";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const rooms = sqliteTable(
  "rooms",
  {
    id: text("id").$type<RoomId>().primaryKey(),
    title: text("title").notNull(),
    visibility: text("visibility").$type<Visibility>().notNull(),
    /** Kept current by projection; together with `openChat` and `createdBy` enough to make the room's object again. */
    plan: text("plan", { mode: "json" }).$type<Plan>().notNull(),
    openChat: integer("open_chat", { mode: "boolean" }).notNull(),
    createdBy: text("created_by").$type<UserId>().notNull(),
    /** The room's log position this row was projected from; an older one never overwrites a newer one. */
    seq: integer("seq").notNull(),
    /** Lists compute the phase from it; null where nothing runs. */
    schedule: text("schedule", { mode: "json" }).$type<Schedule>(),
    live: integer("live", { mode: "boolean" }).notNull(),
    present: integer("present").notNull(),
    memberCount: integer("member_count").notNull(),
    activeAt: integer("active_at").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("rooms_listed").on(table.visibility, table.live, table.activeAt, table.id)],
);
export type RoomRow = typeof rooms.$inferSelect;

export const roomMembers = sqliteTable(
  "room_members",
  {
    roomId: text("room_id").$type<RoomId>().notNull(),
    userId: text("user_id").$type<UserId>().notNull(),
    joinedAt: integer("joined_at").notNull(),
    leftAt: integer("left_at"),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.userId] }), index("room_members_by_user").on(table.userId)],
);

export const roomCodes = sqliteTable(
  "room_codes",
  {
    code: text("code").primaryKey(),
    roomId: text("room_id").$type<RoomId>().notNull(),
    createdBy: text("created_by").$type<UserId>().notNull(),
    /** null: as long as the room. */
    expiresAt: integer("expires_at"),
  },
  (table) => [index("room_codes_by_room").on(table.roomId)],
);
export type RoomCodeRow = typeof roomCodes.$inferSelect;
