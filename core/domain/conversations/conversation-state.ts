// Looking at the folded state of a conversation: who belongs to it, what they may do, and what of it they may see.
import type {
  ConversationMember,
  ConversationState,
  FoldedMessage,
  MessageBody,
} from "#core/protocol/conversations.ts";
import { WINDOW_BYTES, WINDOW_MESSAGES } from "#core/protocol/limits.ts";
import { utf8Bytes } from "#core/protocol/utf8.ts";

export const memberOf = (state: ConversationState, user: string): ConversationMember | undefined =>
  state.members.find((member) => member.user === user);

/** Owners and admins of a group; both people of a direct conversation. */
export const mayModerate = (state: ConversationState, user: string): boolean => {
  const role = memberOf(state, user)?.role;
  return role !== undefined && (state.conversation.kind === "direct" || role !== "member");
};

export const ownersOf = (state: ConversationState): ConversationMember[] =>
  state.members.filter((member) => member.role === "owner");

/** The other person of a direct conversation. */
export const otherOf = (state: ConversationState, user: string): ConversationMember | undefined =>
  state.conversation.kind === "direct" ? state.members.find((member) => member.user !== user) : undefined;

/** The first `seq` that this person may see; 1 for everything. */
export const visibleFrom = (state: ConversationState, user: string): number => memberOf(state, user)?.from ?? 1;

/**
 * The state as somebody sees it whose history begins at `from`. Folding later events into it gives what folding them
 * into everything and looking from there gives, because whether a message is in the window depends on newer ones only.
 */
export const viewFrom = (state: ConversationState, from: number): ConversationState =>
  from <= (state.messages[0]?.seq ?? from)
    ? state
    : { ...state, messages: state.messages.filter((message) => message.seq >= from) };

/** A message of the window. */
export const messageIn = ({ messages }: ConversationState, seq: number): FoldedMessage | undefined => {
  let low = 0;
  let high = messages.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const message = messages[middle];
    if (message === undefined) return undefined;
    if (message.seq === seq) return message;
    if (message.seq < seq) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
};

const REACTOR_BYTES = 34;
const MESSAGE_BYTES = 200;

const textOf = (body: MessageBody | null): string => {
  if (body === null) return "";
  return body.kind === "plain" ? body.text : body.ciphertext;
};

const bytesBesideText = ({ reactions, mentions, mentionedAs = [] }: FoldedMessage): number =>
  MESSAGE_BYTES +
  REACTOR_BYTES * reactions.reduce((sum, { users }) => sum + users.length, mentions.length) +
  mentionedAs.reduce((sum, name) => sum + 3 * name.length, 0);

const atMostBytes = (message: FoldedMessage): number => bytesBesideText(message) + 3 * textOf(message.body).length;

/** A window is counted once: the next one differs by a message or two, and there is one for every message sent. */
const counted = new WeakMap<readonly FoldedMessage[], number>();

const atMostBytesOf = (messages: readonly FoldedMessage[]): number => {
  const bytes = counted.get(messages) ?? messages.reduce((sum, message) => sum + atMostBytes(message), 0);
  counted.set(messages, bytes);
  return bytes;
};

/** The newest messages that are part of the state: at most `WINDOW_MESSAGES` come in. The newest one always is. */
const fitting = (newest: readonly FoldedMessage[]): readonly FoldedMessage[] => {
  // Counting every byte is for the rare window that might be too large.
  if (atMostBytesOf(newest) <= WINDOW_BYTES) return newest;
  let bytes = 0;
  let first = newest.length;
  for (; first > 0; first--) {
    const message = newest[first - 1];
    if (message === undefined) break;
    bytes += bytesBesideText(message) + utf8Bytes(textOf(message.body));
    if (bytes > WINDOW_BYTES && first < newest.length) break;
  }
  return newest.slice(first);
};

/** With one more message behind them. */
export const windowWith = (messages: readonly FoldedMessage[], message: FoldedMessage): readonly FoldedMessage[] => {
  const isFull = messages.length >= WINDOW_MESSAGES;
  const newest = messages.slice(isFull ? 1 : 0);
  newest.push(message);
  const oldest = isFull ? messages[0] : undefined;
  const gone = oldest === undefined ? 0 : atMostBytes(oldest);
  counted.set(newest, atMostBytesOf(messages) + atMostBytes(message) - gone);
  return fitting(newest);
};

/** With another message in the place of one of them. */
export const windowWhere = (
  messages: readonly FoldedMessage[],
  message: FoldedMessage,
  changed: FoldedMessage,
): readonly FoldedMessage[] => fitting(messages.map((other) => (other === message ? changed : other)));
