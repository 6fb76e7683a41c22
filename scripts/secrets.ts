// Makes fresh secrets of the shapes the Worker expects: for a local machine, for tests, and to copy from when deploying.
import { generateKeyPairSync, randomBytes } from "node:crypto";

export type Secrets = {
  /** Private Ed25519 keys as JWKs; the first signs, at most two are accepted. */
  readonly AUTH_KEYS: string;
  /** Base64url; socket tickets and the names of limiter objects. */
  readonly HMAC_SECRET: string;
  /** `{version: base64url}`; the highest version is used for new hashes. */
  readonly PASSWORD_PEPPERS: string;
  readonly METRICS_TOKEN: string;
};

const random = (): string => randomBytes(32).toString("base64url");

export const makeSecrets = (): Secrets => {
  const { kty, crv, x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return {
    AUTH_KEYS: JSON.stringify([{ kty, crv, x, d, kid: randomBytes(6).toString("hex") }]),
    HMAC_SECRET: random(),
    PASSWORD_PEPPERS: JSON.stringify({ 1: random() }),
    METRICS_TOKEN: random(),
  };
};

/** The text of a `.dev.vars` file. Single quotes: the values are JSON. */
export const toDevVars = (secrets: Secrets): string =>
  Object.entries(secrets)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join("");
