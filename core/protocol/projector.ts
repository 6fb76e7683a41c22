// What actors tell the database and the event queue. `workers/` exports the entrypoint that does it (`ctx.exports.Projector`).
import type { ConversationKind, ConversationRole } from "./conversations.ts";
import type { Audience } from "./inbox.ts";
import type { BusinessEvent } from "./jobs.ts";
import type { Plan, Schedule, Visibility } from "./rooms.ts";
import type { ConversationId, DeckId, MediaId, RoomId, UserId } from "./ids.ts";
import type { DeckFacts } from "./slideshow.ts";

/** A room as the lists show it. Upserts are versioned by `seq`: an older one never overwrites a newer one. */
export type RoomProjection = {
  readonly id: RoomId;
  readonly seq: number;
  readonly title: string;
  readonly visibility: Visibility;
  readonly plan: Plan;
  /** Lists compute the phase from it on the reader's own clock. */
  readonly schedule: Schedule | null;
  /** Everyone who belongs to it, and how many of them are there now. */
  readonly members: readonly UserId[];
  readonly present: number;
  /** Rooms that run or have people in them are listed first. */
  readonly live: boolean;
  readonly activeAt: number;
};

/** A conversation as the inbox lists it; versioned like a room. Last activity reaches it at most once per ten minutes. */
export type ConversationProjection = {
  readonly id: ConversationId;
  readonly seq: number;
  readonly kind: ConversationKind;
  readonly title: string | null;
  readonly members: readonly { readonly user: UserId; readonly name: string; readonly role: ConversationRole }[];
  readonly activeAt: number;
  /** Who has not accepted this stranger's direct conversation, and whether they have declined it. */
  readonly request: { readonly user: UserId; readonly state: "waiting" | "open" | "declined" } | null;
};

export type StreakReminder = { readonly user: UserId; readonly on: string; readonly current: number };

/** Opens files of `by` to whoever belongs to `place`; `reason` is what put them there. */
export type MediaGrant = {
  readonly place: ConversationId | RoomId;
  readonly by: UserId;
  readonly media: readonly MediaId[];
  readonly reason: string;
};

/** Every call may be repeated: the receiver is idempotent. */
export interface ProjectorRpc {
  projectRoom(room: RoomProjection): Promise<void>;
  projectConversation(conversation: ConversationProjection): Promise<void>;
  remind(reminder: StreakReminder): Promise<void>;
  recordEvents(events: readonly BusinessEvent[]): Promise<void>;
  /** An inbox's person has read it there. */
  readNotification(user: UserId, id: string): Promise<void>;
  /** Those this person belongs to, last active first. */
  conversationsOf(user: UserId): Promise<ConversationId[]>;
  audienceOf(user: UserId): Promise<Audience>;
  /** Opens a deck, as it is now, to whoever belongs to `place`; null where `user` may not show it. Again is another grant. */
  openShowing(showing: {
    readonly user: UserId;
    readonly deckId: DeckId;
    readonly place: RoomId | ConversationId;
  }): Promise<DeckFacts | null>;
  closeShowing(grant: string): Promise<void>;
  attachMedia(grant: MediaGrant): Promise<void>;
  detachMedia(place: ConversationId | RoomId, reason: string): Promise<void>;
}
