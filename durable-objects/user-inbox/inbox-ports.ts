// What an inbox needs of the world around it; everything may be called again.
import type { Audience, Unread } from "#core/protocol/inbox.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { PresenceView } from "#core/protocol/people.ts";

export interface InboxPorts {
  /** Those this person belongs to, last active first. */
  listConversations(): Promise<readonly ConversationId[]>;
  /** Registers this inbox as online there. null: not, or no longer, a member. */
  unreadFor(conversation: ConversationId, privateMarker: number): Promise<Unread | null>;
  settleInvitation(conversation: ConversationId, accepted: boolean): Promise<void>;
  readNotification(id: string): Promise<void>;
  audience(): Promise<Audience>;
  /** Tells another inbox of one's own presence (null: not shown) and answers what is known there of its person. */
  meet(other: UserId, own: PresenceView | null): Promise<PresenceView>;
}

/** The platform allows six outgoing connections at a time. */
const AT_ONCE = 6;

/** One after another in sixes; what fails is reported and the rest goes on. */
export const inBatches = async <T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  report: (error: unknown) => void,
): Promise<void> => {
  for (let index = 0; index < items.length; index += AT_ONCE) {
    const answers = await Promise.allSettled(items.slice(index, index + AT_ONCE).map(work));
    for (const answer of answers) if (answer.status === "rejected") report(answer.reason);
  }
};
