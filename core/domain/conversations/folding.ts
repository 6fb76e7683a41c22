// What became of a message: edits, its removal and reactions, applied one by one. State and old pages fold alike.
import type { ConversationEventData, ConversationEventName, FoldedMessage } from "#core/protocol/conversations.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { UserId } from "#core/protocol/ids.ts";

export type SequencedConversationEvent = {
  [N in ConversationEventName]: SequencedEvent<N, ConversationEventData[N]>;
}[ConversationEventName];

export type SentEvent = Extract<SequencedConversationEvent, { name: "sent" }>;
/** Events that change an earlier message. */
export type Amendment = Extract<SequencedConversationEvent, { name: "edited" | "removed" | "reacted" }>;

export const isSent = (event: SequencedEvent): event is SentEvent => event.name === "sent";

export const isAmendment = (event: { readonly name: string }): event is Amendment =>
  event.name === "edited" || event.name === "removed" || event.name === "reacted";

type Mentions = Pick<FoldedMessage, "mentions" | "mentionedAs">;

const mentionsIn = ({ mentions, mentionedAs }: Mentions): Mentions =>
  mentionedAs === undefined ? { mentions } : { mentions, mentionedAs };

const withoutMentions = (message: FoldedMessage): FoldedMessage => {
  const { mentionedAs: _, ...rest } = message;
  return { ...rest, mentions: [] };
};

export const messageOf = ({ seq, at, data }: SentEvent): FoldedMessage => ({
  seq,
  at,
  user: data.user,
  body: data.body,
  editedAt: null,
  replyTo: data.replyTo,
  ...mentionsIn(data),
  composedAt: data.composedAt,
  reactions: [],
});

type Reactions = FoldedMessage["reactions"];

const withReaction = (reactions: Reactions, emoji: string, user: UserId, on: boolean): Reactions => {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if (known === undefined) return on ? [...reactions, { emoji, users: [user] }] : reactions;
  const others = known.users.filter((other) => other !== user);
  const users = on ? [...others, user] : others;
  if (users.length === 0) return reactions.filter((reaction) => reaction !== known);
  return reactions.map((reaction) => (reaction === known ? { emoji, users } : reaction));
};

type Edit = ConversationEventData["edited"];

/** Whom it mentions changes only where the edit says so. */
const reworded = (message: FoldedMessage, { body, mentions, mentionedAs }: Edit, editedAt: number): FoldedMessage =>
  mentions === undefined
    ? { ...message, body, editedAt }
    : { ...withoutMentions(message), ...mentionsIn({ mentions, ...(mentionedAs && { mentionedAs }) }), body, editedAt };

/** A removed message stays as a tombstone: place, author and thread remain, everything said is gone, and for good. */
export const amend = (message: FoldedMessage, event: Amendment): FoldedMessage => {
  if (message.body === null) return message;
  switch (event.name) {
    case "edited":
      return reworded(message, event.data, event.at);
    case "removed":
      return { ...withoutMentions(message), body: null, editedAt: null, reactions: [] };
    case "reacted": {
      const { emoji, user, on } = event.data;
      return { ...message, reactions: withReaction(message.reactions, emoji, user, on) };
    }
  }
};

export const hasReacted = ({ reactions }: FoldedMessage, user: string, emoji: string): boolean =>
  reactions.some((reaction) => reaction.emoji === emoji && reaction.users.some((other) => other === user));

/** What changes a message from before somebody's beginning is nothing to them, but that the log grew. */
export const eventFrom = (event: SequencedEvent, from: number): SequencedEvent => {
  const changesText = event.name === "edited" || event.name === "reacted";
  if (!changesText || (event as Amendment).data.target >= from) return event;
  return { seq: event.seq, at: event.at, by: null, name: "withheld", data: {} };
};
