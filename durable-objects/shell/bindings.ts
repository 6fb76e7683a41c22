// The only reader of `env` in the objects, and what they call of the Worker that belongs to the same script.
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { ProjectorRpc } from "#core/protocol/projector.ts";
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
type OptionalEnv = { readonly SOCKET_LIMIT_FACTOR?: string };

export const socketLimitFactor = (env: Env & OptionalEnv): number => Number(env.SOCKET_LIMIT_FACTOR ?? 1);

export const attachmentProofs = (env: Env): AttachmentProofs => openAttachmentProofs(env.HMAC_SECRET);

export const streaksOf = (env: Env): DurableObjectNamespace => env.STREAKS;

export const inboxOf = (env: Env, user: UserId) => env.INBOXES.getByName(user);

export const conversationOf = (env: Env, id: ConversationId) => env.CONVERSATIONS.getByName(id);
