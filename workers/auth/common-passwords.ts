// Whether a password is among the first a guesser tries: a known one, or a known word with digits and signs around it.
import { createHash } from "node:crypto";
import { SEED_PASSWORD } from "../seed/password.ts";
import { COMMON_PASSWORD_DIGESTS } from "./common-password-digests.ts";

let known: ReadonlySet<number> | undefined;

const digestOf = (word: string): number => createHash("sha256").update(word).digest().readUInt32BE();

const readDigests = (): ReadonlySet<number> => {
  const bytes = Buffer.from(COMMON_PASSWORD_DIGESTS, "base64");
  return new Set(Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4)));
};

/** Four bytes a word: one in a million good passwords is refused by accident, and another is soon found. */
const isKnown = (word: string): boolean => (known ??= readDigests()).has(digestOf(word));

/** In production the password printed in README.md counts as known too. */
export const isCommonPassword =
  (environment: string) =>
  (lowerCase: string): boolean =>
    isKnown(lowerCase) ||
    isKnown(lowerCase.replaceAll(/^[^a-z]+|[^a-z]+$/g, "")) ||
    (environment === "production" && lowerCase === SEED_PASSWORD);
