// Access tokens against every confusion a forger tries.
import { env } from "cloudflare:workers";
import { base64url, exportJWK, generateKeyPair, importJWK, SignJWT, type JWTPayload } from "jose";
import { describe, expect, it } from "vitest";
import type { SessionId, UserId } from "#core/protocol/ids.ts";
import { ACCESS_TOKEN_LIFETIME_MS } from "#core/protocol/limits.ts";
import { openTokens } from "./tokens.ts";

const ISSUER = "http://localhost:8787";
const NOW = 1_800_000_000_000;
const USER = "usr_01m7x4gj5sfvqvhb2v7e49hjja" as UserId;
const SESSION = "ses_01m7x4gj5yfvqvhb308yr003ws" as SessionId;
const SUBJECT = { user: USER, session: SESSION, role: "user", amr: "pwd", authAt: NOW - 5_000 } as const;

const [key] = JSON.parse(env.AUTH_KEYS) as [{ kid: string; x: string; d: string; kty: string; crv: string }];
const tokens = openTokens(env.AUTH_KEYS, ISSUER);

const claims = (change: JWTPayload = {}): JWTPayload => ({
  iss: ISSUER,
  aud: "lockstep",
  sub: USER,
  sid: SESSION,
  role: "user",
  iat: NOW / 1000,
  exp: NOW / 1000 + 600,
  ...change,
});

const sign = async (payload: JWTPayload, header: Record<string, unknown> = {}, with_: unknown = key): Promise<string> =>
  new SignJWT(payload)
    .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: key.kid, ...header })
    .sign(await importJWK(with_ as typeof key, "EdDSA"));

const encode = (value: unknown): string => base64url.encode(JSON.stringify(value));

const hs256 = async (secret: Uint8Array<ArrayBuffer>): Promise<string> => {
  const head = `${encode({ alg: "HS256", typ: "at+jwt", kid: key.kid })}.${encode(claims())}`;
  const imported = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return `${head}.${base64url.encode(new Uint8Array(await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(head))))}`;
};

describe("access tokens", () => {
  it("J1 say who, in which session, until when; ten minutes", async () => {
    const { accessToken, expiresAt } = await tokens.issue(SUBJECT, NOW);
    expect(expiresAt).toBe(NOW + ACCESS_TOKEN_LIFETIME_MS);
    const [header, payload] = accessToken
      .split(".")
      .slice(0, 2)
      .map((part) => JSON.parse(new TextDecoder().decode(base64url.decode(part))) as unknown);
    expect(header).toEqual({ alg: "EdDSA", typ: "at+jwt", kid: key.kid });
    expect(payload).toEqual(claims({ amr: ["pwd"], auth_time: NOW / 1000 - 5 }));
    expect(await tokens.verify(accessToken, NOW)).toEqual({
      ok: true,
      value: { user: USER, session: SESSION, role: "user", expiresAt },
    });
  });

  it("J2 expire, and say so", async () => {
    const { accessToken, expiresAt } = await tokens.issue(SUBJECT, NOW);
    expect((await tokens.verify(accessToken, expiresAt - 1)).ok).toBe(true);
    expect(await tokens.verify(accessToken, expiresAt)).toEqual({ ok: false, error: "token_expired" });
  });

  it("J3 while keys rotate both are accepted, the first signs, and a third is a mistake", async () => {
    const fresh = {
      ...(await exportJWK((await generateKeyPair("EdDSA", { extractable: true })).privateKey)),
      kid: "fresh",
    };
    const old = (await tokens.issue(SUBJECT, NOW)).accessToken;
    const rotating = openTokens(JSON.stringify([fresh, key]), ISSUER);
    expect((await rotating.verify(old, NOW)).ok).toBe(true);
    const issued = (await rotating.issue(SUBJECT, NOW)).accessToken;
    expect(issued.startsWith(encode({ alg: "EdDSA", typ: "at+jwt", kid: "fresh" }))).toBe(true);
    expect((await rotating.verify(issued, NOW)).ok).toBe(true);
    expect((await tokens.verify(issued, NOW)).ok).toBe(false);
    expect(() => openTokens(JSON.stringify([fresh, key, fresh]), ISSUER)).toThrow();
  });

  const publicBytes = base64url.decode(key.x) as Uint8Array<ArrayBuffer>;
  const forgeries: [string, () => Promise<string>][] = [
    ["no algorithm", async () => `${encode({ alg: "none", typ: "at+jwt", kid: key.kid })}.${encode(claims())}.`],
    [
      "no algorithm, with a signature",
      async () => `${encode({ alg: "None", typ: "at+jwt", kid: key.kid })}.${encode(claims())}.AAAA`,
    ],
    ["HS256 keyed with the public key", () => hs256(publicBytes)],
    ["HS256 keyed with the public key's text", () => hs256(new TextEncoder().encode(key.x) as Uint8Array<ArrayBuffer>)],
    ["another type", () => sign(claims(), { typ: "JWT" })],
    ["a type that only ends alike", () => sign(claims(), { typ: "x-at+jwt" })],
    ["another audience", () => sign(claims({ aud: "other" }))],
    ["another issuer", () => sign(claims({ iss: "https://evil.example" }))],
    [
      "no expiry",
      async () => {
        const { exp: _exp, ...rest } = claims();
        return sign(rest);
      },
    ],
    ["not yet valid", () => sign(claims({ nbf: NOW / 1000 + 60 }))],
    ["an unknown kid", () => sign(claims(), { kid: "other" })],
    ["no kid", () => sign(claims(), { kid: undefined })],
    [
      "a foreign key under our kid",
      async () =>
        sign(claims(), {}, await exportJWK((await generateKeyPair("EdDSA", { extractable: true })).privateKey)),
    ],
    [
      "a key of its own in the header",
      async () => {
        const own = await generateKeyPair("EdDSA", { extractable: true });
        return new SignJWT(claims())
          .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", jwk: await exportJWK(own.publicKey) })
          .sign(own.privateKey);
      },
    ],
    ["a subject that is no person", () => sign(claims({ sub: "admin" }))],
    ["an unknown role", () => sign(claims({ role: "root" }))],
    [
      "a critical header we do not know",
      () =>
        sign(claims(), { crit: ["x"], x: 1 }).catch(
          () => `${encode({ alg: "EdDSA", typ: "at+jwt", kid: key.kid, crit: ["x"], x: 1 })}.${encode(claims())}.AAAA`,
        ),
    ],
    [
      "a changed payload",
      async () => {
        const [head, , mac] = (await sign(claims())).split(".");
        return `${head}.${encode(claims({ role: "admin" }))}.${mac}`;
      },
    ],
    ["a cut signature", async () => (await sign(claims())).slice(0, -4)],
    ["nonsense", async () => "a.b.c"],
    ["nothing", async () => ""],
  ];
  it.each(forgeries)("J4 a token with %s is refused", async (_name, forge) => {
    expect(await tokens.verify(await forge(), NOW)).toEqual({ ok: false, error: "unauthenticated" });
  });
});
