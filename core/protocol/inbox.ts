// A person's inbox: one actor, one socket per device, for everything that is not on screen.
import { z } from "zod";
import type { LastMessage } from "./conversations.ts";
import { ConversationId, UserId } from "./ids.ts";

export const INBOX_COMMANDS = {
  /** A private read marker: it tells nobody but this person's own devices. */
  read: z.strictObject({ conversation: ConversationId, upTo: z.int().min(1) }),
  read_notification: z.strictObject({ id: z.string().max(200) }),
  accept_invitation: z.strictObject({ id: z.string().max(200) }),
  decline_invitation: z.strictObject({ id: z.string().max(200) }),
} as const;
export type InboxCommandName = keyof typeof INBOX_COMMANDS;
export type InboxCommand = {
  [N in InboxCommandName]: { readonly name: N; readonly data: z.infer<(typeof INBOX_COMMANDS)[N]> };
}[InboxCommandName];

export const INBOX_SIGNALS = {
  visible: z.strictObject({ on: z.boolean() }),
  /** Between two `read` commands: what is on screen now. */
  read: z.strictObject({ conversation: ConversationId, upTo: z.int().min(1) }),
} as const;
export type InboxSignalName = keyof typeof INBOX_SIGNALS;

/** `request`: a stranger wrote; `conversation`: somebody added one to a group. Its id is the conversation's. */
export type InvitationKind = "request" | "conversation";

export type InboxEventData = {
  created: { user: UserId };
  notification: { id: string; kind: string; data: Readonly<Record<string, string | number>> };
  notification_read: { id: string };
  invited: { id: string; kind: InvitationKind; conversation: ConversationId; by: UserId; byName: string };
  invitation_settled: { id: string; conversation: ConversationId; accepted: boolean };
  /** Private marker, or one that moved on another device. */
  read: { conversation: ConversationId; upTo: number };
  session_revoked: { session: string };
};
export type InboxEventName = keyof InboxEventData;

/** Ephemeral, from the inbox to its devices. */
export type InboxSignalData = {
  unread: Unread;
  /** Somebody whose presence this person may see came or went; `lastSeenAt` null: online, or not shown any more. */
  person: { user: UserId; online: boolean; lastSeenAt: number | null };
  /** Requests, contacts or blocks are different: ask again. */
  contacts: Readonly<Record<string, never>>;
};

/** Where a device and a reader of tomorrow fold to the same. */
export type InboxState = {
  readonly user: UserId;
  /** Not settled yet, oldest first. */
  readonly invitations: readonly (InboxEventData["invited"] & { readonly at: number })[];
  /** Newest last; the list itself is in the database. */
  readonly notifications: readonly (InboxEventData["notification"] & { readonly at: number; readonly read: boolean })[];
  /** Private read markers: a maximum that only grows. */
  readonly markers: Readonly<Record<string, { readonly upTo: number; readonly at: number }>>;
};

export type InboxRejectCode = "no_such_notification" | "no_such_invitation";

export type Unread = {
  readonly conversation: ConversationId;
  /** `sent` by others, visible, not removed, above the marker; capped at 99. */
  readonly count: number;
  /** Those of them that mention this person, also beyond the counted ones; capped at 99. */
  readonly named: number;
  readonly head: number;
  /** The newest message, for the line of the inbox; null where there is none, or none any more for this person. */
  readonly last: LastMessage | null;
};

/** Who may see when a person comes and goes: their contacts and direct partners, but for blocks either way. */
export type Audience = {
  /** Off: this person shows it to nobody. */
  readonly shows: boolean;
  readonly others: readonly { readonly user: UserId; readonly shows: boolean }[];
};

/** What a conversation tells an inbox that is online; answered `offline` where no device listens any more. */
export interface InboxRpc {
  nudge(unread: Unread): Promise<"online" | "offline">;
  invite(invitation: InboxEventData["invited"]): Promise<void>;
  settle(invitation: { readonly id: string; readonly accepted: boolean }): Promise<void>;
}

/** What an inbox tells a conversation when its person has answered an invitation there. */
export interface ConversationInviteeRpc {
  settleInvitation(user: UserId, accepted: boolean): Promise<void>;
}

/** What an inbox asks of a conversation: its head for this person, registering the inbox as online. */
export interface ConversationReaderRpc {
  unreadFor(user: UserId, privateMarker: number): Promise<Unread | null>;
}
