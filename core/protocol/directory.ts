// Rebuilding the directory: what a room or conversation says of itself when everything the database knew of it is thrown away.
import { z } from "zod";
import type { Encryption, HistoryRule } from "./conversations.ts";
import type { UserId } from "./ids.ts";
import type { ConversationProjection, RoomProjection } from "./projector.ts";

/** `joinedAt` in the order of `members`. */
type Origin = { readonly createdBy: UserId; readonly createdAt: number; readonly joinedAt: readonly number[] };

export type ConversationReplay = ConversationProjection &
  Origin & { readonly encryption: Encryption; readonly history: HistoryRule };

export type RoomReplay = RoomProjection &
  Origin & {
    readonly openChat: boolean;
    /** `expiresAt` null: as long as the room. */
    readonly codes: readonly { readonly code: string; readonly expiresAt: number | null }[];
  };

/** One step of the rebuild; the next one begins at `nextCursor`. `missing`: never came into being, so left as they are. */
export const RebuildStep = z
  .object({ rebuilt: z.int(), missing: z.int(), nextCursor: z.string().nullable() })
  .meta({ id: "RebuildStep" });
export type RebuildStep = z.infer<typeof RebuildStep>;
