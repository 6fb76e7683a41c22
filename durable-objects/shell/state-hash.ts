// The hash by which two sides find out whether they hold the same state.
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** First 16 hex digits of SHA-256 over the canonical JSON (RFC 8785) of a state. */
export const hashOf = (state: unknown): string =>
  createHash("sha256")
    .update(canonicalize(state) ?? "")
    .digest("hex")
    .slice(0, 16);
