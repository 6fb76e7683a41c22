// Who stands behind a socket or a call: established by the Worker, never by a frame.
import { z } from "zod";
import { SessionId, UserId } from "./ids.ts";
import { Role } from "./users.ts";

export const Identity = z.strictObject({
  user: UserId,
  name: z.string(),
  session: SessionId,
  role: Role,
  /** When the access token that stands behind it expires (epoch ms). */
  tokenExpiresAt: z.int(),
});
export type Identity = z.infer<typeof Identity>;

/** What the Worker hands to an actor with an upgrade, after it has verified the ticket. */
export const SocketGrant = Identity.extend({
  jti: z.string().min(1).max(64),
  ticketExpiresAt: z.int(),
  /** Set by the actor for who may listen without being a member; only relays serve them. */
  audience: z.boolean().optional(),
});
export type SocketGrant = z.infer<typeof SocketGrant>;
/** The header of the fresh request that carries the grant; a client's own headers never reach the actor. */
export const GRANT_HEADER = "x-lockstep-grant";
