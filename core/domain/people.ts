// What people may know of each other, decided in one place.
import type { Relation } from "#core/protocol/people.ts";

/** Names that would speak for the product, or stand where an address has a word of its own. */
const RESERVED: ReadonlySet<string> = new Set([
  "admin",
  "administrator",
  "all",
  "anonymous",
  "channel",
  "everyone",
  "guest",
  "help",
  "here",
  "inbox",
  "lockstep",
  "moderator",
  "null",
  "official",
  "root",
  "security",
  "staff",
  "support",
  "system",
  "team",
  "undefined",
]);

export const isReservedHandle = (handle: string): boolean => RESERVED.has(handle);

export type Standing = {
  readonly contact: "outgoing" | "incoming" | "contact" | null;
  /** The reader has blocked the other. */
  readonly blocks: boolean;
  readonly blockedBy: boolean;
};

/** Whoever was blocked is told what a stranger is told. */
export const relationOf = (isSelf: boolean, { contact, blocks, blockedBy }: Standing): Relation => {
  if (isSelf) return "self";
  if (blocks) return "blocked";
  return blockedBy ? (contact === "outgoing" ? "outgoing" : "none") : (contact ?? "none");
};

/** Beyond the card, which is everybody's. */
export const maySeeProfile = ({ blocks, blockedBy }: Standing): boolean => !blocks && !blockedBy;
