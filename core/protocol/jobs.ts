// Queue messages. Old ones are still in flight after a deploy: add variants, never change one.
import { z } from "zod";
import { MediaId } from "./ids.ts";

/** Pseudonymous and without content: `user` is the id, never a name; `id` makes redelivery harmless. */
const event = <T extends string, D extends z.ZodRawShape>(name: T, data: D) =>
  z.strictObject({ id: z.string().max(200), name: z.literal(name), at: z.int(), user: z.string().max(40), ...data });

export const BusinessEvent = z.discriminatedUnion("name", [
  event("signed_up", { guest: z.boolean() }),
  /** A guest kept the account: the same id, now registered. */
  event("registered", {}),
  event("session_started", { room: z.string() }),
  event("focus_attended", { room: z.string(), activeMs: z.int().min(0), timeZone: z.string().optional() }),
  event("checked_in", { on: z.iso.date() }),
]);
export type BusinessEvent = z.infer<typeof BusinessEvent>;

export const EventBatch = z.strictObject({
  kind: z.literal("events"),
  version: z.literal(1),
  events: z.array(BusinessEvent).min(1).max(100),
});
export type EventBatch = z.infer<typeof EventBatch>;

/** Has a file checked; whatever its state is by then decides what there is to do, so again is harmless. */
export const MediaJob = z.strictObject({ kind: z.literal("media"), version: z.literal(1), id: MediaId });
export type MediaJob = z.infer<typeof MediaJob>;
