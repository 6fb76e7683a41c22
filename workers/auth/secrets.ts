// Random and keyed bytes: refresh tokens, their digests, and names that reveal nothing.

import { base64url } from "jose";

const MIN_SECRET_BYTES = 32;

export const toBase64url = (bytes: ArrayBuffer | Uint8Array): string =>
  base64url.encode(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));

/** null where the text is not base64url. */
export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> | null => {
  try {
    return new Uint8Array(base64url.decode(text));
  } catch {
    return null;
  }
};

export const randomToken = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(32)));

export const sha256 = async (text: string): Promise<string> =>
  toBase64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

export type Mac = {
  sign(text: string): Promise<string>;
  /** In constant time. */
  verify(text: string, mac: string): Promise<boolean>;
};

/** One secret serves several purposes without one's output ever being valid for another: `purpose` is part of what is signed. */
export const openMac = (secret: string, purpose: string): Mac => {
  let imported: Promise<CryptoKey> | undefined;
  const importKey = async (): Promise<CryptoKey> => {
    const raw = fromBase64url(secret);
    if (raw === null || raw.byteLength < MIN_SECRET_BYTES)
      throw new Error("the HMAC secret must be 32 bytes of base64url");
    return crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
  };
  const key = (): Promise<CryptoKey> => (imported ??= importKey());
  const bytes = (text: string) => new TextEncoder().encode(`${purpose}\n${text}`);
  return {
    sign: async (text) => toBase64url(await crypto.subtle.sign("HMAC", await key(), bytes(text))),
    verify: async (text, mac) => {
      const given = fromBase64url(mac);
      return given !== null && crypto.subtle.verify("HMAC", await key(), given, bytes(text));
    },
  };
};
