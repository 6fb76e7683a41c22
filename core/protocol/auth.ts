// Signing in and staying so. The refresh token is in no body: it travels only in its cookie.
import { z } from "zod";
import { ConversationId, RoomId, SessionId } from "./ids.ts";
import { TimeZone, User, UserName } from "./users.ts";
export const Email = z.string().trim().max(254).pipe(z.email());
const Password = z.string().min(1).max(1_024);

export const Register = z.strictObject({
  email: Email,
  password: Password,
  name: UserName,
  timeZone: TimeZone.optional(),
});
export type Register = z.infer<typeof Register>;

export const Login = z.strictObject({ email: z.string().trim().max(254), password: Password });
export type Login = z.infer<typeof Login>;

export const SignInAsGuest = z.strictObject({ name: UserName, timeZone: TimeZone.optional() });
export type SignInAsGuest = z.infer<typeof SignInAsGuest>;

/** `expiresAt`: when the access token ends (epoch ms, server clock). */
export const SignedIn = z.object({ accessToken: z.string(), expiresAt: z.int(), user: User }).meta({ id: "SignedIn" });
export type SignedIn = z.infer<typeof SignedIn>;

/** A ticket opens one socket to one actor, once, within 30 s. */
export const ActorId = z.union([RoomId, ConversationId, z.literal("inbox")]);
export type ActorId = z.infer<typeof ActorId>;
export const RequestTicket = z.strictObject({ target: ActorId });
export type RequestTicket = z.infer<typeof RequestTicket>;
export const SocketTicket = z.object({ ticket: z.string(), expiresAt: z.int() }).meta({ id: "SocketTicket" });
export type SocketTicket = z.infer<typeof SocketTicket>;

/** A signed-in device. */
export const SessionView = z
  .object({
    id: SessionId,
    /** What the browser called itself, shortened for people: "Firefox on Linux". */
    device: z.string(),
    createdAt: z.int(),
    lastUsedAt: z.int(),
    current: z.boolean(),
  })
  .meta({ id: "Session" });
export type SessionView = z.infer<typeof SessionView>;

/** After signing in to an existing account: hands the guest's receipts over to it, once. */
export const ClaimGuest = z.strictObject({ guestToken: z.string().max(4_096) });
export type ClaimGuest = z.infer<typeof ClaimGuest>;
export const Claimed = z.object({ receipts: z.int() }).meta({ id: "Claimed" });
export type Claimed = z.infer<typeof Claimed>;
