// Codes for links: short enough to read out, too many to guess.

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Five random bits a character. */
export const newCode = (length: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => ALPHABET[byte % 32]).join("");
