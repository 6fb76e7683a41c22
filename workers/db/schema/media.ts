// Files of people: what each is, what of it has arrived, and where it was put.
import type { MediaId, UserId } from "#core/protocol/ids.ts";
import type { MediaKind, MediaPlace, MediaStatus, MediaVariant, RefusalReason } from "#core/protocol/media.ts";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export type StoredVariant = {
  readonly bytes: number;
  readonly type: string;
  /** SHA-256, hex. */ readonly digest: string;
};
export type StoredVariants = Partial<Readonly<Record<MediaVariant, StoredVariant>>>;

export const media = sqliteTable(
  "media",
  {
    id: text("id").$type<MediaId>().primaryKey(),
    ownerId: text("owner_id").$type<UserId>().notNull(),
    /** `deleting`: nobody sees it any more; its bytes are on their way out. */
    status: text("status").$type<MediaStatus | "deleting">().notNull(),
    reason: text("reason").$type<RefusalReason>(),
    kind: text("kind").$type<MediaKind>(),
    type: text("type"),
    name: text("name").notNull(),
    /** Counted against the quota: announced at first, then what is stored. */
    bytes: integer("bytes").notNull(),
    declaredBytes: integer("declared_bytes").notNull(),
    sha256: text("sha256").notNull(),
    sealed: integer("sealed", { mode: "boolean" }).notNull(),
    /** Expires, unless it is put somewhere first. */
    temporary: integer("temporary", { mode: "boolean" }).notNull(),
    /** 0: it comes in one request. */
    parts: integer("parts").notNull(),
    uploadId: text("upload_id"),
    width: integer("width"),
    height: integer("height"),
    frames: integer("frames"),
    durationMs: integer("duration_ms"),
    placeholder: text("placeholder"),
    waveform: text("waveform", { mode: "json" }).$type<readonly number[]>(),
    variants: text("variants", { mode: "json" }).$type<StoredVariants>().notNull(),
    /** Somebody is checking it until then. */
    claimedUntil: integer("claimed_until").notNull(),
    expiresAt: integer("expires_at"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("media_by_owner").on(table.ownerId, table.createdAt, table.id),
    index("media_by_expiry").on(table.expiresAt),
  ],
);
export type MediaRow = typeof media.$inferSelect;

export const mediaParts = sqliteTable(
  "media_parts",
  {
    mediaId: text("media_id").$type<MediaId>().notNull(),
    part: integer("part").notNull(),
    etag: text("etag").notNull(),
    bytes: integer("bytes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.mediaId, table.part] })],
);
export type MediaPartRow = typeof mediaParts.$inferSelect;

export const mediaGrants = sqliteTable(
  "media_grants",
  {
    mediaId: text("media_id").$type<MediaId>().notNull(),
    place: text("place").$type<MediaPlace>().notNull(),
    reason: text("reason").notNull(),
    grantedAt: integer("granted_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.mediaId, table.place, table.reason] }),
    index("media_grants_by_reason").on(table.place, table.reason),
  ],
);
