// Conversations: HTTP bodies and views, and the commands, events, signals and state of the conversation's actor.
import { z } from "zod";
import { ConversationId, UserId } from "./ids.ts";
import { MAX_CONVERSATION_MEMBERS, MAX_TEXT_BYTES } from "./limits.ts";
import {
  type Driver,
  DRIVER_COMMANDS,
  type DriverChanged,
  SLIDESHOW_COMMANDS,
  SLIDESHOW_SIGNALS,
  type Slideshow,
  type SlideshowEventData,
  type SlideshowRejectCode,
} from "./slideshow.ts";
import { AttachedMedia, AttachedSummary, Attachment } from "./media.ts";
import { MAX_ATTACHMENTS } from "./media-limits.ts";
import { fitsUtf8 } from "./utf8.ts";

export {
  MAX_CONVERSATION_MEMBERS,
  MAX_PINS,
  MAX_REACTIONS_PER_MESSAGE,
  READ_EVERY_MS,
  WINDOW_BYTES,
  WINDOW_MESSAGES,
} from "./limits.ts";
export const MAX_CIPHERTEXT_BYTES = 48 * 1024;

export const ConversationKind = z.enum(["direct", "group"]);
export type ConversationKind = z.infer<typeof ConversationKind>;
export const ConversationRole = z.enum(["owner", "admin", "member"]);
export type ConversationRole = z.infer<typeof ConversationRole>;
/** What a newcomer sees of the past. */
export const HistoryRule = z.enum(["all", "from_join"]);
export type HistoryRule = z.infer<typeof HistoryRule>;
/** `mls`: bodies are sealed and carried opaquely; the server orders them and reads none. */
export const Encryption = z.enum(["none", "mls"]);
export type Encryption = z.infer<typeof Encryption>;

export const ConversationTitle = z.string().trim().min(1).max(80);

const Text = z.string().refine((text) => fitsUtf8(text, MAX_TEXT_BYTES), "too long");

const sayingSomething = ({ text, attachments }: { text: string; attachments?: readonly unknown[] | undefined }) =>
  text.trim() !== "" || (attachments ?? []).length > 0;
const plain = <T extends z.ZodType>(attachment: T) =>
  z
    .strictObject({
      kind: z.literal("plain"),
      /** May be empty beside attachments. */
      text: Text,
      attachments: z.array(attachment).min(1).max(MAX_ATTACHMENTS).optional(),
    })
    .refine(sayingSomething, { path: ["text"], message: "empty" });
const sealed = <T extends z.ZodType>(attachment: T) =>
  z.strictObject({
    kind: z.literal("sealed"),
    epoch: z.int().min(0),
    /** base64 */
    ciphertext: z
      .string()
      .max(Math.ceil(MAX_CIPHERTEXT_BYTES / 3) * 4)
      .regex(/^[A-Za-z0-9+/]+={0,2}$/),
    /** Sealed files, so that members may fetch them; what they are is told inside. */
    attachments: z.array(attachment).min(1).max(MAX_ATTACHMENTS).optional(),
  });

export const PlainBody = plain(AttachedMedia);
export const SealedBody = sealed(AttachedMedia);
export const MessageBody = z.discriminatedUnion("kind", [PlainBody, SealedBody]);
export type MessageBody = z.infer<typeof MessageBody>;
/** As it is sent: every attachment with the proof that it is the sender's own. */
export const SentBody = z.discriminatedUnion("kind", [plain(Attachment), sealed(Attachment)]);
export type SentBody = z.infer<typeof SentBody>;

const Seq = z.int().min(1);
/** One emoji: a fully-qualified sequence is a handful of code points; whether it is one, the rule decides. */
const Emoji = z.string().min(1).max(64);

export const CONVERSATION_COMMANDS = {
  send: z.strictObject({
    body: SentBody,
    replyTo: Seq.optional(),
    mentions: z.array(UserId).max(50).optional(),
    /** When it was written (epoch ms, the sender's synchronised clock); shown where it arrived much later. */
    composedAt: z.int().optional(),
  }),
  /** What is attached stays attached; without `mentions` those stay too. */
  edit: z.strictObject({ seq: Seq, body: MessageBody, mentions: z.array(UserId).max(50).optional() }),
  remove: z.strictObject({ seq: Seq }),
  react: z.strictObject({ seq: Seq, emoji: Emoji, on: z.boolean() }),
  read: z.strictObject({ upTo: Seq }),
  pin: z.strictObject({ seq: Seq, on: z.boolean() }),
  rename: z.strictObject({ title: ConversationTitle }),
  remove_member: z.strictObject({ user: UserId }),
  set_role: z.strictObject({ user: UserId, role: ConversationRole }),
  leave: z.strictObject({}),
  ...DRIVER_COMMANDS,
  ...SLIDESHOW_COMMANDS,
} as const;
export type ConversationCommandName = keyof typeof CONVERSATION_COMMANDS;
export type ConversationCommand = {
  [N in ConversationCommandName]: { readonly name: N; readonly data: z.infer<(typeof CONVERSATION_COMMANDS)[N]> };
}[ConversationCommandName];

export const CONVERSATION_SIGNALS = {
  visible: z.strictObject({ on: z.boolean() }),
  typing: z.strictObject({ on: z.boolean() }),
  /** Between two `read` commands: what is on screen now. */
  read: z.strictObject({ upTo: Seq }),
  /** Of a conversation of two: this device holds everything up to here. Passed on as it is. */
  got: z.strictObject({ seq: Seq }),
  rtt: z.strictObject({ ms: z.number().min(0).max(60_000) }),
  /** The first three visible members ask the actor to look who is still there, as in a room. */
  watch: z.strictObject({}),
  ...SLIDESHOW_SIGNALS,
} as const;
export type ConversationSignalName = keyof typeof CONVERSATION_SIGNALS;

export type NewMember = { readonly user: UserId; readonly name: string; readonly role: ConversationRole };

export type ConversationEventData = SlideshowEventData & {
  created: {
    id: ConversationId;
    kind: ConversationKind;
    title: string | null;
    encryption: Encryption;
    history: HistoryRule;
    by: UserId;
    members: readonly NewMember[];
  };
  sent: {
    user: UserId;
    body: MessageBody;
    replyTo: number | null;
    mentions: readonly UserId[];
    /** What those mentioned were called then, one by one: so the text names them by; missing where nobody is. */
    mentionedAs?: readonly string[];
    composedAt: number | null;
  };
  edited: {
    user: UserId;
    target: number;
    body: MessageBody;
    /** Missing where they stay. */
    mentions?: readonly UserId[];
    mentionedAs?: readonly string[];
  };
  removed: { user: UserId; target: number };
  reacted: { user: UserId; target: number; emoji: string; on: boolean };
  read: { user: UserId; upTo: number };
  pinned: { user: UserId; target: number; on: boolean };
  renamed: { user: UserId; title: string };
  members_added: { by: UserId; members: readonly NewMember[] };
  member_removed: { by: UserId; user: UserId };
  left: { user: UserId };
  role_set: { by: UserId; user: UserId; role: ConversationRole };
  /** A member is called differently since. */
  member_renamed: { user: UserId; name: string };
  driver_changed: DriverChanged;
  /** To whoever may not know what happened: the log grew. Never stored. */
  withheld: Readonly<Record<string, never>>;
};
export type ConversationEventName = keyof ConversationEventData;
export type ConversationEvent = {
  [N in ConversationEventName]: { readonly name: N; readonly data: ConversationEventData[N] };
}[ConversationEventName];

export type ConversationRejectCode =
  | "not_allowed"
  | "blocked"
  | "no_such_message"
  | "not_your_message"
  | "wrong_encryption"
  /** Not the sender's own, or not described as this server did. */
  | "not_your_media"
  | "not_an_emoji"
  | "too_many"
  | "no_such_member"
  | "last_owner"
  | "direct_is_fixed"
  | "not_driver"
  | "stale_fence"
  | "driver_present"
  | SlideshowRejectCode;

/** One message as it is now: edits, removal and reactions applied. */
export type FoldedMessage = {
  readonly seq: number;
  readonly at: number;
  readonly user: UserId;
  /** null: removed; a tombstone stays. */
  readonly body: MessageBody | null;
  readonly editedAt: number | null;
  readonly replyTo: number | null;
  readonly mentions: readonly UserId[];
  /** As in `sent`. */
  readonly mentionedAs?: readonly string[];
  readonly composedAt: number | null;
  /** In order of their first appearance; users in order of reacting. */
  readonly reactions: readonly { readonly emoji: string; readonly users: readonly UserId[] }[];
};

export type ConversationMember = {
  readonly user: UserId;
  readonly name: string;
  readonly role: ConversationRole;
  readonly joinedAt: number;
  /** First `seq` this member may see. */
  readonly from: number;
};

export type ConversationState = {
  readonly conversation: {
    readonly id: ConversationId;
    readonly kind: ConversationKind;
    readonly title: string | null;
    readonly encryption: Encryption;
    readonly history: HistoryRule;
    readonly createdBy: UserId;
    readonly createdAt: number;
  };
  /** In order of joining. */
  readonly members: readonly ConversationMember[];
  readonly pins: readonly number[];
  /** Public read markers: a maximum that only grows. */
  readonly markers: Readonly<Record<string, number>>;
  /** Oldest first. */
  readonly messages: readonly FoldedMessage[];
  /** Who presents; missing where nobody ever has. */
  readonly driver?: Driver;
  /** Missing where nothing is shown. */
  readonly show?: Slideshow;
};

export const CreateConversation = z.strictObject({
  kind: ConversationKind,
  memberIds: z
    .array(UserId)
    .min(1)
    .max(MAX_CONVERSATION_MEMBERS - 1),
  title: ConversationTitle.optional(),
  encryption: Encryption,
  history: HistoryRule.optional(),
});
export type CreateConversation = z.infer<typeof CreateConversation>;

export const AddMembers = z.strictObject({ memberIds: z.array(UserId).min(1).max(100) });
export type AddMembers = z.infer<typeof AddMembers>;

/** What a line of the inbox says; `text` only of plain ones, and shortened. */
export const LastMessage = z.object({
  seq: z.int(),
  at: z.int(),
  user: UserId,
  /** null: no member any more. */
  name: z.string().nullable(),
  kind: z.enum(["plain", "sealed", "removed"]),
  text: z.string().nullable(),
  /** Where nothing was written: what is attached. */
  attached: AttachedSummary.optional(),
});
export type LastMessage = z.infer<typeof LastMessage>;

const MemberView = z.object({ user: UserId, name: z.string(), role: ConversationRole });

/**
 * A line of the inbox. In lists title, members and `activeAt`, which they are sorted by, are the directory's and may be a
 * little late; `last` and `unread` are always the conversation's own.
 */
export const ConversationView = z
  .object({
    id: ConversationId,
    kind: ConversationKind,
    /** null for direct ones: the other's name is the title. */
    title: z.string().nullable(),
    encryption: Encryption,
    history: HistoryRule,
    members: z.array(MemberView),
    memberCount: z.int(),
    activeAt: z.int(),
    /** A direct conversation begun by a stranger: a request until it is accepted. */
    request: z.boolean(),
    /** The newest message this person may see, as it is now. */
    last: LastMessage.nullable(),
    /** At most 99. */
    unread: z.int(),
    /** Of what is unread, how many messages mention this person; at most 99. */
    named: z.int(),
  })
  .meta({ id: "Conversation" });
export type ConversationView = z.infer<typeof ConversationView>;

const ReactionView = z.object({ emoji: z.string(), users: z.array(UserId) });
export const MessageView = z
  .object({
    seq: z.int(),
    at: z.int(),
    user: UserId,
    body: MessageBody.nullable(),
    editedAt: z.int().nullable(),
    replyTo: z.int().nullable(),
    mentions: z.array(UserId),
    mentionedAs: z.array(z.string()).optional(),
    composedAt: z.int().nullable(),
    reactions: z.array(ReactionView),
  })
  .meta({ id: "Message" });

/** How far a search has looked: through everything one may see, its newest part, or nothing, because there was no word to look for or all is sealed. */
export const Searched = z.enum(["all", "newest", "nothing"]);
export type Searched = z.infer<typeof Searched>;

/** Newest first. `nextCursor` continues further back, also where this page found nothing; `backTo` says how far it came. */
export const MessageSearchPage = z
  .object({
    items: z.array(MessageView),
    nextCursor: z.string().nullable(),
    searched: Searched,
    backTo: z.int().nullable(),
  })
  .meta({ id: "MessageSearchPage" });
