// Access tokens are checked with the public keys alone, by the Worker for requests and by actors for `auth` frames.
import { createLocalJWKSet, errors, importJWK, jwtVerify, type CryptoKey, type JWK } from "jose";
import { SessionId, UserId } from "#core/protocol/ids.ts";
import { Role } from "#core/protocol/users.ts";
import { err, ok, type Result } from "#core/domain/result.ts";
import { z } from "zod";

export const ACCESS_TOKEN_TYPE = "at+jwt";
export const ACCESS_TOKEN_AUDIENCE = "lockstep";
export const ACCESS_TOKEN_ALGORITHM = "EdDSA";

const SigningKey = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  kid: z.string().min(1),
  x: z.string().min(1),
  d: z.string().min(1),
});
type SigningKey = z.infer<typeof SigningKey>;

/** The secret holds one key, or two while they rotate: the first signs, both are accepted. */
const readKeys = (json: string): [SigningKey, ...SigningKey[]] =>
  z
    .tuple([SigningKey], SigningKey)
    .refine((keys) => keys.length <= 2)
    .parse(JSON.parse(json));

const publicKeys = (json: string): JWK[] =>
  readKeys(json).map(({ kty, crv, kid, x }) => ({ kty, crv, kid, x, alg: ACCESS_TOKEN_ALGORITHM, use: "sig" }));

/** The key that signs now, with its `kid`. */
export const openSigningKey = async (json: string): Promise<{ kid: string; key: CryptoKey }> => {
  const [{ kty, crv, kid, x, d }] = readKeys(json);
  const key = await importJWK({ kty, crv, x, d }, ACCESS_TOKEN_ALGORITHM);
  if (key instanceof Uint8Array) throw new Error("a symmetric key cannot sign access tokens");
  return { kid, key };
};

export type AccessClaims = {
  readonly user: UserId;
  readonly session: SessionId;
  readonly role: Role;
  readonly expiresAt: number;
};

const Claims = z.object({ sub: UserId, sid: SessionId, role: Role, exp: z.int() });

export type AccessTokenVerifier = (
  token: string,
  now: number,
) => Promise<Result<AccessClaims, "unauthenticated" | "token_expired">>;

/** `keys`: the secret of signing keys; `issuer`: the product's own origin. Algorithm, type, audience and `kid` are fixed here. */
export const openAccessTokenVerifier = (keys: string, issuer: string): AccessTokenVerifier => {
  const keySet = createLocalJWKSet({ keys: publicKeys(keys) });
  return async (token, now) => {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keySet, {
        algorithms: [ACCESS_TOKEN_ALGORITHM],
        typ: ACCESS_TOKEN_TYPE,
        audience: ACCESS_TOKEN_AUDIENCE,
        issuer,
        currentDate: new Date(now),
      });
      // Without a kid a sole key would be tried: every token of ours has one.
      if (!protectedHeader.kid) return err("unauthenticated");
      const claims = Claims.safeParse(payload);
      if (!claims.success) return err("unauthenticated");
      const { sub, sid, role, exp } = claims.data;
      return ok({ user: sub, session: sid, role, expiresAt: exp * 1000 });
    } catch (error) {
      if (error instanceof errors.JWTExpired) return err("token_expired");
      if (error instanceof errors.JOSEError || error instanceof TypeError) return err("unauthenticated");
      throw error;
    }
  };
};
