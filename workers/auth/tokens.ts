// Makes access tokens (EdDSA, ten minutes). Checking them is shared with the actors: durable-objects/shell/access-token.ts.
import { SignJWT } from "jose";
import type { SessionId, UserId } from "#core/protocol/ids.ts";
import { ACCESS_TOKEN_LIFETIME_MS } from "#core/protocol/limits.ts";
import type { Role } from "#core/protocol/users.ts";
import {
  ACCESS_TOKEN_ALGORITHM,
  ACCESS_TOKEN_AUDIENCE,
  ACCESS_TOKEN_TYPE,
  openAccessTokenVerifier,
  openSigningKey,
  type AccessTokenVerifier,
} from "#objects/shell/access-token.ts";

export type TokenSubject = {
  readonly user: UserId;
  readonly session: SessionId;
  readonly role: Role;
  readonly amr: string;
  readonly authAt: number;
};

export type Tokens = {
  /** `expiresAt` in epoch ms, on a whole second as the token has it. */
  issue(subject: TokenSubject, now: number): Promise<{ accessToken: string; expiresAt: number }>;
  readonly verify: AccessTokenVerifier;
};

export const openTokens = (keys: string, issuer: string): Tokens => {
  let signing: ReturnType<typeof openSigningKey> | undefined;
  return {
    verify: openAccessTokenVerifier(keys, issuer),
    issue: async ({ user, session, role, amr, authAt }, now) => {
      signing ??= openSigningKey(keys);
      const { kid, key } = await signing;
      const issuedS = Math.floor(now / 1000);
      const expiresS = issuedS + ACCESS_TOKEN_LIFETIME_MS / 1000;
      const accessToken = await new SignJWT({ sid: session, role, amr: [amr], auth_time: Math.floor(authAt / 1000) })
        .setProtectedHeader({ alg: ACCESS_TOKEN_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid })
        .setIssuer(issuer)
        .setAudience(ACCESS_TOKEN_AUDIENCE)
        .setSubject(user)
        .setIssuedAt(issuedS)
        .setExpirationTime(expiresS)
        .sign(key);
      return { accessToken, expiresAt: expiresS * 1000 };
    },
  };
};
