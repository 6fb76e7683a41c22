// Decks with their slides, who else may present them, and the frozen copies that are shown somewhere.
import type { ConversationId, DeckId, MediaId, RoomId, UserId } from "#core/protocol/ids.ts";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const decks = sqliteTable(
  "decks",
  {
    id: text("id").$type<DeckId>().primaryKey(),
    ownerId: text("owner_id").$type<UserId>().notNull(),
    title: text("title").notNull(),
    version: integer("version").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [index("decks_by_owner").on(table.ownerId, table.updatedAt, table.id)],
);
export type DeckRow = typeof decks.$inferSelect;

export const deckSlides = sqliteTable(
  "deck_slides",
  {
    deckId: text("deck_id").$type<DeckId>().notNull(),
    position: integer("position").notNull(),
    mediaId: text("media_id").$type<MediaId>().notNull(),
    caption: text("caption").notNull(),
    notes: text("notes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.deckId, table.position] }), index("deck_slides_by_media").on(table.mediaId)],
);

export const deckShares = sqliteTable(
  "deck_shares",
  {
    deckId: text("deck_id").$type<DeckId>().notNull(),
    userId: text("user_id").$type<UserId>().notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.deckId, table.userId] }), index("deck_shares_by_user").on(table.userId)],
);

export const deckShowings = sqliteTable(
  "deck_showings",
  {
    /** The grant that the event `shown` names. */
    id: text("id").primaryKey(),
    deckId: text("deck_id").$type<DeckId>().notNull(),
    placeId: text("place_id").$type<RoomId | ConversationId>().notNull(),
    ownerId: text("owner_id").$type<UserId>().notNull(),
    version: integer("version").notNull(),
    title: text("title").notNull(),
    deckCreatedAt: integer("deck_created_at").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("deck_showings_by_deck").on(table.deckId), index("deck_showings_by_age").on(table.createdAt)],
);
export type DeckShowingRow = typeof deckShowings.$inferSelect;

export const deckShowingSlides = sqliteTable(
  "deck_showing_slides",
  {
    showingId: text("showing_id").notNull(),
    position: integer("position").notNull(),
    mediaId: text("media_id").$type<MediaId>().notNull(),
    caption: text("caption").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.showingId, table.position] }),
    index("deck_showing_slides_by_media").on(table.mediaId),
  ],
);
