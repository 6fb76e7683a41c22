// Signed-in devices, the single-use refresh tokens of each, and the actors each is live in.
import type { SessionId, UserId } from "#core/protocol/ids.ts";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const sessions = sqliteTable(
  "sessions",
  {
    id: text("id").$type<SessionId>().primaryKey(),
    userId: text("user_id").$type<UserId>().notNull(),
    device: text("device").notNull(),
    /** How the person proved who they are (RFC 8176): `pwd`, or `guest` for nobody in particular. */
    amr: text("amr").$type<"pwd" | "guest">().notNull(),
    authAt: integer("auth_at").notNull(),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    revokedAt: integer("revoked_at"),
  },
  (table) => [index("sessions_by_user").on(table.userId)],
);
export type SessionRow = typeof sessions.$inferSelect;

export const refreshTokens = sqliteTable(
  "refresh_tokens",
  {
    /** SHA-256 of the token, base64url; the token itself is nowhere but in its cookie. */
    hash: text("hash").primaryKey(),
    sessionId: text("session_id").$type<SessionId>().notNull(),
    issuedAt: integer("issued_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    usedAt: integer("used_at"),
    successorHash: text("successor_hash"),
    /** Replaced unseen because the answer that carried it was lost. */
    deadAt: integer("dead_at"),
  },
  (table) => [index("refresh_tokens_by_session").on(table.sessionId)],
);
export type RefreshTokenRow = typeof refreshTokens.$inferSelect;

export const livePlaces = sqliteTable(
  "live_places",
  {
    sessionId: text("session_id").$type<SessionId>().notNull(),
    actor: text("actor").notNull(),
    since: integer("since").notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.actor] })],
);
