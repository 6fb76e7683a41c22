// People to each other: handles, profiles, contacts, blocks, and invitations by link.
import { z } from "zod";
import { ConversationId, UserId } from "./ids.ts";

export const MAX_CONTACTS = 2_000;
export const MAX_STANDING_INVITES = 50;
export const INVITE_LIFETIME_DEFAULT_MS = 7 * 24 * 60 * 60_000;

/** Written `@name`; the same in any case, so it is kept in lower case. Ids begin with `usr_`, handles never do. */
export const Handle = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^@?(?!usr_)[a-z0-9_]{3,30}$/, "3 to 30 letters, digits or underscores")
  .transform((handle) => handle.replace(/^@/, ""));
export type Handle = z.infer<typeof Handle>;

/** Several lines, but no characters that turn the direction of what stands around them. */
export const Bio = z
  .string()
  .trim()
  .max(500)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/, "not a text");

/** What everybody may know of a person. */
export const PersonCard = z
  .object({ id: UserId, name: z.string(), handle: z.string().nullable() })
  .meta({ id: "PersonCard" });
export type PersonCard = z.infer<typeof PersonCard>;

/** Seen from the reader. `outgoing`: asked by the reader, `incoming`: asked by the other. */
export const Relation = z.enum(["self", "none", "outgoing", "incoming", "contact", "blocked"]);
export type Relation = z.infer<typeof Relation>;

/** `lastSeenAt` is null while online, and where it is not known. */
export const PresenceView = z.object({ online: z.boolean(), lastSeenAt: z.int().nullable() });
export type PresenceView = z.infer<typeof PresenceView>;

/** A person as the reader may see them. `presence` is null for whoever is no contact, or shows it to nobody. */
export const PersonView = PersonCard.extend({
  bio: z.string(),
  relation: Relation,
  presence: PresenceView.nullable(),
}).meta({ id: "Person" });
export type PersonView = z.infer<typeof PersonView>;

/** One's own profile. `version` is the account's: one document, edited from several devices. */
export const Profile = PersonCard.extend({
  bio: z.string(),
  /** Off: found only by the exact handle. */
  discoverable: z.boolean(),
  version: z.int(),
}).meta({ id: "Profile" });
export type Profile = z.infer<typeof Profile>;

export const UpdateProfile = z.strictObject({
  version: z.int().min(1),
  bio: Bio.optional(),
  discoverable: z.boolean().optional(),
});
export type UpdateProfile = z.infer<typeof UpdateProfile>;

export const SetHandle = z.strictObject({ handle: Handle });
export type SetHandle = z.infer<typeof SetHandle>;

export const ContactState = z.enum(["outgoing", "incoming", "contact"]);
export type ContactState = z.infer<typeof ContactState>;

export const ContactView = z
  .object({ person: PersonCard, state: ContactState, since: z.int() })
  .meta({ id: "Contact" });
export type ContactView = z.infer<typeof ContactView>;

export const RequestContact = z.strictObject({ person: UserId });
export type RequestContact = z.infer<typeof RequestContact>;

export const BlockView = z.object({ person: PersonCard, since: z.int() }).meta({ id: "Block" });
export type BlockView = z.infer<typeof BlockView>;

export const PersonInviteCode = z.string().regex(/^[0-9a-hjkmnp-tv-z]{12}$/);

export const CreatePersonInvite = z.strictObject({
  expiresInMs: z
    .int()
    .min(60_000)
    .max(90 * 24 * 60 * 60_000)
    .optional(),
  /** How many people it lets in; without, any number. */
  uses: z.int().min(1).max(1_000).optional(),
});
export type CreatePersonInvite = z.infer<typeof CreatePersonInvite>;

/** One's own link: whoever opens it becomes a contact and has a conversation with its maker. */
export const PersonInviteView = z
  .object({
    code: PersonInviteCode,
    url: z.string(),
    createdAt: z.int(),
    expiresAt: z.int(),
    uses: z.int().nullable(),
    /** Who came in by it so far. */
    used: z.int(),
  })
  .meta({ id: "PersonInvite" });
export type PersonInviteView = z.infer<typeof PersonInviteView>;

/** What a link says to whoever holds it. */
export const InviteDoor = z.object({ from: PersonCard, expiresAt: z.int() }).meta({ id: "InviteDoor" });
export type InviteDoor = z.infer<typeof InviteDoor>;

export const AcceptedInvite = z
  .object({ person: PersonCard, conversation: ConversationId })
  .meta({ id: "AcceptedInvite" });
export type AcceptedInvite = z.infer<typeof AcceptedInvite>;
