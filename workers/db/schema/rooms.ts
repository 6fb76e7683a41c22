// The directory of rooms, who belongs to which, and the codes that let people in.
import type { RoomId, UserId } from "#core/protocol/ids.ts";
import type { Visibility } from "#core/protocol/rooms.ts";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const rooms = sqliteTable(
  "rooms",
  {
    id: text("id").$type<RoomId>().primaryKey(),
    title: text("title").notNull(),
    visibility: text("visibility").$type<Visibility>().notNull(),
    createdBy: text("created_by").$type<UserId>(),
    /** The room's log position this row was projected from; an older one never overwrites a newer one. */
    seq: integer("seq").notNull(),
    live: integer("live", { mode: "boolean" }).notNull(),
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
    /** null: as often as wanted. */
    usesLeft: integer("uses_left"),
  },
  (table) => [index("room_codes_by_room").on(table.roomId)],
);
export type RoomCodeRow = typeof roomCodes.$inferSelect;
