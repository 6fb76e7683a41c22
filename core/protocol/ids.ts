// TypeIDs: a prefix that says what the thing is, and a UUIDv7 in Crockford base 32 (26 characters).
import { z } from "zod";

const SUFFIX = "[0-7][0-9a-hjkmnp-tv-z]{25}";

const typeId = <P extends string>(prefix: P) => {
  const whole = new RegExp(`^${prefix}_${SUFFIX}$`);
  return z
    .templateLiteral([z.literal(`${prefix}_`), z.string().regex(new RegExp(SUFFIX))])
    .refine((id) => whole.test(id));
};

export const UserId = typeId("usr");
export type UserId = z.infer<typeof UserId>;
export const SessionId = typeId("ses");
export type SessionId = z.infer<typeof SessionId>;
export const RoomId = typeId("room");
export type RoomId = z.infer<typeof RoomId>;
export const ConversationId = typeId("cnv");
export type ConversationId = z.infer<typeof ConversationId>;
export const MediaId = typeId("media");
export type MediaId = z.infer<typeof MediaId>;
export const DeckId = typeId("deck");
export type DeckId = z.infer<typeof DeckId>;

/** One page load (`hello.client`); chosen by the client, never reused, unique only beside its user. */
export const ClientId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export type ClientId = z.infer<typeof ClientId>;
