// The only reader of `env` in the objects, and what they call of the Worker that belongs to the same script.
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { ProjectorRpc } from "#core/protocol/projector.ts";
import { MAX_ROOM_MEMBERS } from "#core/domain/lock-in/room-state.ts";
import { SOCKETS_PER_OBJECT } from "#core/protocol/limits.ts";
import { relayName } from "../relay/relay-name.ts";
import type { RelayAnswer, RelayCall, RelayRpc } from "../relay/lines.ts";
import { openAccessTokenVerifier } from "./access-token.ts";
import { type AttachmentProofs, openAttachmentProofs } from "./attachment-proof.ts";
import type { VerifyToken } from "./doors.ts";

export const projectorOf = (ctx: DurableObjectState): ProjectorRpc => ctx.exports.Projector;

/** Built on first use: most sockets close before they need a second token. */
export const tokenVerifier = (env: Env): VerifyToken => {
  let verify: ReturnType<typeof openAccessTokenVerifier> | undefined;
  return async (token) => {
    verify ??= openAccessTokenVerifier(env.AUTH_KEYS, env.APP_ORIGIN);
    const claims = await verify(token, Date.now());
    if (!claims.ok) return null;
    const { user, session, expiresAt } = claims.value;
    return { user, session, tokenExpiresAt: expiresAt };
  };
};

/** Set only where a load test widens the limits, so absent from the generated types. */
type OptionalEnv = {
  readonly SOCKET_LIMIT_FACTOR?: string;
  readonly SOCKETS_PER_OBJECT?: string;
  readonly ROOM_SEATS?: string;
};

export const socketLimitFactor = (env: Env & OptionalEnv): number => Number(env.SOCKET_LIMIT_FACTOR ?? 1);

/** How many sockets one object serves by itself, and how many members a room has. */
export const scaleLimits = (env: Env & OptionalEnv): { socketsPerObject: number; roomSeats: number } => ({
  socketsPerObject: Number(env.SOCKETS_PER_OBJECT ?? SOCKETS_PER_OBJECT),
  roomSeats: Number(env.ROOM_SEATS ?? MAX_ROOM_MEMBERS),
});

export const relayOf = (env: Env, actor: string, place: number): RelayRpc =>
  env.RELAYS.getByName(relayName(actor, place)) as unknown as RelayRpc;

/** A relay's question to the actor it belongs to. */
export const relayCall = async (env: Env, actor: string, call: RelayCall): Promise<RelayAnswer> => {
  const objects = actor.startsWith("room_") ? env.ROOMS : env.CONVERSATIONS;
  const stub = objects.getByName(actor) as unknown as { fromRelay(call: RelayCall): Promise<RelayAnswer> };
  return stub.fromRelay(call);
};

export const attachmentProofs = (env: Env): AttachmentProofs => openAttachmentProofs(env.HMAC_SECRET);

export const streaksOf = (env: Env): DurableObjectNamespace => env.STREAKS;

export const inboxOf = (env: Env, user: UserId) => env.INBOXES.getByName(user);

export const conversationOf = (env: Env, id: ConversationId) => env.CONVERSATIONS.getByName(id);
