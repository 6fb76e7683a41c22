// What a member may ask of a conversation, and what then happens. Pure; the browser runs the same rules to answer at once.
import type {
  ConversationCommand,
  ConversationEvent,
  ConversationEventData,
  ConversationRejectCode,
  ConversationState,
  FoldedMessage,
  MessageBody,
  SentBody,
} from "#core/protocol/conversations.ts";
import type { AttachedMedia, Attachment } from "#core/protocol/media.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { MAX_PINS, MAX_REACTIONS_PER_MESSAGE, READ_EVERY_MS } from "#core/protocol/limits.ts";
import { err, ok, type Result } from "../result.ts";
import { mayModerate, memberOf, messageIn } from "./conversation-state.ts";
import { decideLeave, decideRemoveMember, decideSetRole } from "./membership.ts";
import { isOneEmoji } from "./emoji.ts";
import { decidePresenting, type Hall, isPresentingCommand } from "./presenting.ts";
import { hasReacted } from "./folding.ts";

export type Rejection = {
  readonly code: ConversationRejectCode | "not_a_member" | "too_fast";
  readonly retryAfterMs?: number;
};
export type Decision = Result<ConversationEvent[], Rejection>;

/** What a rule may know besides the state. */
export type Circumstances = Hall & {
  readonly user: UserId;
  readonly now: number;
  readonly head: number;
  /** When this person's public marker last moved by `read` (epoch ms); null where nobody remembers. */
  readonly lastReadAt: number | null;
  /** One of the two of a direct conversation has blocked the other. */
  readonly isBlocked: boolean;
  /** A message older than the window, folded; asked only where a command names one. */
  readonly olderMessage: (seq: number) => FoldedMessage | null;
  /** Absent in the browser, which believes its own; the actor asks for the proof. */
  readonly isOwnMedia?: (user: UserId, attachment: Attachment) => boolean;
};

export const reject = (code: Rejection["code"]): Decision => err({ code });
export const happen = (...events: ConversationEvent[]): Decision => ok(events);
export const nothing: Decision = ok([]);

/** A message this person may see, tombstones included; null where there is none. */
const findMessage = (
  state: ConversationState,
  seq: number,
  { user, head, olderMessage }: Circumstances,
): FoldedMessage | null => {
  if (seq > head || seq < (memberOf(state, user)?.from ?? 1)) return null;
  const oldest = state.messages[0]?.seq ?? head + 1;
  return seq >= oldest ? (messageIn(state, seq) ?? null) : olderMessage(seq);
};

const fitsEncryption = ({ conversation }: ConversationState, { kind }: MessageBody): boolean =>
  (conversation.encryption === "mls") === (kind === "sealed");

const isSameBody = (one: MessageBody, other: MessageBody): boolean => {
  if (one.kind === "plain") return other.kind === "plain" && one.text === other.text;
  return other.kind === "sealed" && one.epoch === other.epoch && one.ciphertext === other.ciphertext;
};

const isSealedFile = ({ kind }: Attachment): boolean => kind === "sealed";

/** Sealed conversations carry only sealed files; each must be proved the sender's own. */
const mayAttach = ({ kind, attachments = [] }: SentBody, { user, isOwnMedia }: Circumstances): boolean =>
  attachments.every((one) => (kind === "plain" || isSealedFile(one)) && (isOwnMedia?.(user, one) ?? true)) &&
  new Set(attachments.map(({ id }) => id)).size === attachments.length;

/** The words alone. */
const wordsOf = (body: MessageBody | SentBody): MessageBody =>
  body.kind === "plain"
    ? { kind: body.kind, text: body.text }
    : { kind: body.kind, epoch: body.epoch, ciphertext: body.ciphertext };

/** The proof was for us alone. */
const withoutProof = (one: Attachment): AttachedMedia => {
  const { id, kind, type, name, bytes, width, height, durationMs, placeholder, waveform } = one;
  return { id, kind, type, name, bytes, width, height, durationMs, placeholder, waveform };
};

const keptOf = (body: SentBody): MessageBody =>
  body.attachments === undefined
    ? wordsOf(body)
    : { ...wordsOf(body), attachments: body.attachments.map((one) => withoutProof(one)) };

/** New words for a message; what is attached stays. */
const reworded = ({ attachments }: MessageBody, body: MessageBody): MessageBody =>
  attachments === undefined ? wordsOf(body) : { ...wordsOf(body), attachments };

type Of<N extends ConversationCommand["name"]> = Extract<ConversationCommand, { name: N }>["data"];

type Mentions = Pick<ConversationEventData["edited"], "mentionedAs"> & { readonly mentions: readonly UserId[] };

/** Members, and those a message names already, with what they are called; whoever left keeps the name they had. */
const mentionsOf = (state: ConversationState, wanted: readonly UserId[], before?: FoldedMessage): Mentions => {
  const nameOf = (user: UserId) =>
    memberOf(state, user)?.name ?? before?.mentionedAs?.[before.mentions.indexOf(user)] ?? null;
  const named = [...new Set(wanted)].flatMap((user) => {
    const name = nameOf(user);
    return name === null ? [] : [{ user, name }];
  });
  const mentions = named.map(({ user }) => user);
  return named.length === 0 ? { mentions } : { mentions, mentionedAs: named.map(({ name }) => name) };
};

const isSameMentions = (one: Mentions, other: Mentions): boolean =>
  one.mentions.length === other.mentions.length &&
  one.mentions.every((user, index) => {
    const at = other.mentions.indexOf(user);
    return at >= 0 && one.mentionedAs?.[index] === other.mentionedAs?.[at];
  });

const decideSend = (state: ConversationState, data: Of<"send">, circumstances: Circumstances): Decision => {
  const { user, now } = circumstances;
  const { body, replyTo = null, mentions = [], composedAt = null } = data;
  if (!fitsEncryption(state, body)) return reject("wrong_encryption");
  if (!mayAttach(body, circumstances)) return reject("not_your_media");
  if (replyTo !== null && findMessage(state, replyTo, circumstances) === null) return reject("no_such_message");
  return happen({
    name: "sent",
    data: {
      user,
      body: keptOf(body),
      replyTo,
      ...mentionsOf(state, mentions),
      // A clock that runs ahead cannot have written it later than it came.
      composedAt: composedAt === null ? null : Math.min(composedAt, now),
    },
  });
};

const decideEdit = (
  state: ConversationState,
  { seq, body, mentions }: Of<"edit">,
  circumstances: Circumstances,
): Decision => {
  const { user } = circumstances;
  const message = findMessage(state, seq, circumstances);
  if (message === null || message.body === null) return reject("no_such_message");
  if (message.user !== user) return reject("not_your_message");
  if (!fitsEncryption(state, body)) return reject("wrong_encryption");
  const named = mentions === undefined ? null : mentionsOf(state, mentions, message);
  if (isSameBody(message.body, body) && (named === null || isSameMentions(named, message))) return nothing;
  return happen({ name: "edited", data: { user, target: seq, body: reworded(message.body, body), ...named } });
};

const decideRemove = (state: ConversationState, { seq }: Of<"remove">, circumstances: Circumstances): Decision => {
  const { user } = circumstances;
  const message = findMessage(state, seq, circumstances);
  if (message === null) return reject("no_such_message");
  const isMine = message.user === user;
  if (!isMine && (state.conversation.kind === "direct" || !mayModerate(state, user))) return reject("not_your_message");
  return message.body === null ? nothing : happen({ name: "removed", data: { user, target: seq } });
};

const decideReact = (
  state: ConversationState,
  { seq, emoji, on }: Of<"react">,
  circumstances: Circumstances,
): Decision => {
  const { user } = circumstances;
  const message = findMessage(state, seq, circumstances);
  if (message === null || message.body === null) return reject("no_such_message");
  if (!isOneEmoji(emoji)) return reject("not_an_emoji");
  if (hasReacted(message, user, emoji) === on) return nothing;
  const isNew = on && !message.reactions.some((reaction) => reaction.emoji === emoji);
  if (isNew && message.reactions.length >= MAX_REACTIONS_PER_MESSAGE) return reject("too_many");
  return happen({ name: "reacted", data: { user, target: seq, emoji, on } });
};

const decideRead = (state: ConversationState, data: Of<"read">, circumstances: Circumstances): Decision => {
  const { user, now, head, lastReadAt } = circumstances;
  const upTo = Math.min(data.upTo, head);
  if (upTo <= (state.markers[user] ?? 0)) return nothing;
  const waitMs = lastReadAt === null ? 0 : lastReadAt + READ_EVERY_MS - now;
  // A clock set back must not silence anybody for longer than the rule says.
  if (waitMs > 0) return err({ code: "too_fast", retryAfterMs: Math.min(waitMs, READ_EVERY_MS) });
  return happen({ name: "read", data: { user, upTo } });
};

const decidePin = (state: ConversationState, { seq, on }: Of<"pin">, circumstances: Circumstances): Decision => {
  const { user } = circumstances;
  if (!mayModerate(state, user)) return reject("not_allowed");
  if (state.pins.includes(seq) === on) return nothing;
  if (on) {
    const message = findMessage(state, seq, circumstances);
    if (message === null || message.body === null) return reject("no_such_message");
    if (state.pins.length >= MAX_PINS) return reject("too_many");
  }
  return happen({ name: "pinned", data: { user, target: seq, on } });
};

const decideRename = (state: ConversationState, { title }: Of<"rename">, user: UserId): Decision => {
  if (state.conversation.kind === "direct") return reject("direct_is_fixed");
  if (!mayModerate(state, user)) return reject("not_allowed");
  return state.conversation.title === title ? nothing : happen({ name: "renamed", data: { user, title } });
};

/** Taking back what one said is nobody else's to prevent; everything else between two who are blocked is refused. */
export const decide = (
  state: ConversationState,
  command: ConversationCommand,
  circumstances: Circumstances,
): Decision => {
  const { user, isBlocked } = circumstances;
  if (memberOf(state, user) === undefined) return reject("not_a_member");
  if (isBlocked && command.name !== "remove") return reject("blocked");
  if (isPresentingCommand(command)) return decidePresenting(state, command, circumstances);
  switch (command.name) {
    case "send":
      return decideSend(state, command.data, circumstances);
    case "edit":
      return decideEdit(state, command.data, circumstances);
    case "remove":
      return decideRemove(state, command.data, circumstances);
    case "react":
      return decideReact(state, command.data, circumstances);
    case "read":
      return decideRead(state, command.data, circumstances);
    case "pin":
      return decidePin(state, command.data, circumstances);
    case "rename":
      return decideRename(state, command.data, user);
    case "remove_member":
      return decideRemoveMember(state, user, command.data.user);
    case "set_role":
      return decideSetRole(state, user, command.data.user, command.data.role);
    case "leave":
      return decideLeave(state, user);
  }
};
