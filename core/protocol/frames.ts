// The frames of `lockstep.v1`: what a client may say, and what an actor answers, by every door alike.
import { z } from "zod";
import { ClientId } from "./ids.ts";
import { MAX_COMMANDS_TOGETHER } from "./limits.ts";

const Seq = z.int().min(0);
const LogId = z.string().min(1).max(64);

export const Hello = z.strictObject({
  type: z.literal("hello"),
  /** One page load; never reused. */
  client: ClientId,
  /** The last event held without gap; 0 for none. */
  have: Seq,
  /** The log `have` belongs to; null before the first welcome. */
  log: LogId.nullable(),
  /** The lowest `since` and `n` of what is not settled yet; null for nothing. */
  pending: z.strictObject({ since: Seq, floor: z.int().min(1) }).nullable(),
});
export type Hello = z.infer<typeof Hello>;

export const CommandFrame = z.strictObject({
  type: z.literal("command"),
  /** 1, 2, 3 … per client and actor. */
  n: z.int().min(1),
  /** The client's gap-free `have` when the command was written to its outbox. */
  since: Seq,
  /** The client's lowest `n` that is not settled yet. */
  floor: z.int().min(1),
  name: z.string().min(1).max(40),
  data: z.record(z.string().max(40), z.unknown()),
});
export type CommandFrame = z.infer<typeof CommandFrame>;

/** Only to an actor whose welcome `accepts` it. */
export const CommandsFrame = z.strictObject({
  type: z.literal("commands"),
  /** Command frames of one turn, in the order of `n`: each is settled as if it had come alone, also one that is none. */
  commands: z.array(z.unknown()).min(1).max(MAX_COMMANDS_TOGETHER),
});

export const SignalFrame = z.strictObject({
  type: z.literal("signal"),
  /** Never stored, may be dropped. */
  name: z.string().min(1).max(40),
  data: z.record(z.string().max(40), z.unknown()),
});
export type SignalFrame = z.infer<typeof SignalFrame>;

export const Held = z.strictObject({
  type: z.literal("held"),
  /** The last event read; said after every 256 KiB received. */
  seq: Seq,
});
export const AuthFrame = z.strictObject({
  type: z.literal("auth"),
  /** A fresh access token of the same user and session, before the old one expires. */
  token: z.string().min(1).max(4096),
});

export const ClientFrame = z.discriminatedUnion("type", [
  Hello,
  CommandFrame,
  CommandsFrame,
  SignalFrame,
  Held,
  AuthFrame,
]);
export type ClientFrame = z.infer<typeof ClientFrame>;

/** The body of the command door: commands of one client, in the order of `n`. */
export const CommandDoorBody = z.strictObject({
  client: ClientId,
  log: LogId.nullable().optional(),
  commands: z.array(CommandFrame).max(MAX_COMMANDS_TOGETHER),
  signals: z.array(SignalFrame).max(50).optional(),
});
export type CommandDoorBody = z.infer<typeof CommandDoorBody>;

/** Who asked for an event; null where the actor itself noticed something. */
export type By = { readonly user: string; readonly client: string; readonly n: number };

export type SequencedEvent<Name extends string = string, Data = unknown> = {
  readonly seq: number;
  readonly at: number;
  readonly by: By | null;
  readonly name: Name;
  readonly data: Data;
};

export type PresenceMember = {
  readonly user: string;
  readonly state: "here" | "reconnecting" | "gone";
  readonly visible: boolean;
  readonly speaking: boolean;
  /** Only of who is in voice; `stay` names this time there. */
  readonly voice?: { readonly stay: string; readonly muted: boolean };
};

export type Welcome = {
  readonly type: "welcome";
  readonly protocol: number;
  readonly actor: string;
  readonly log: string;
  readonly self: { readonly user: string; readonly client: string };
  /** Where the reader's visible history starts. */
  readonly from: number;
  readonly head: number;
  /** The actor's clock, epoch ms. */
  readonly now: number;
  /** First 16 hex digits of SHA-256 over the canonical JSON (RFC 8785) of the state at `head`. */
  readonly stateHash: string;
  /** `[n, seq]` of this client's commands that have become events, from `pending.floor` on. */
  readonly settled: readonly (readonly [number, number])[];
  readonly snapshot: { readonly seq: number; readonly state: unknown } | null;
  /** Another log, or a client that is ahead: drop the cache, keep the outbox with `since: 0`. */
  readonly reset: boolean;
  /** Client frames that the first servers of this version did not know. */
  readonly accepts?: readonly ClientFrame["type"][];
};

export type Events = { readonly type: "events"; readonly events: readonly SequencedEvent[] };
export type Ack = { readonly type: "ack"; readonly n: number; readonly seq: number | null };
export type Reject = {
  readonly type: "reject";
  readonly n: number | null;
  readonly code: RejectCode;
  readonly detail?: string;
  /** With this or `expected` the reject settles nothing: the entry stays and is sent again. */
  readonly retryAfterMs?: number;
  readonly expected?: number;
};
export type Signal = { readonly type: "signal"; readonly name: string; readonly by: string; readonly data: unknown };
export type Presence = {
  readonly type: "presence";
  readonly rev: number;
  readonly members: readonly PresenceMember[];
  /** Only of a crowd, where `members` is a sample: how many members are here, and how many listen without a seat. */
  readonly crowd?: { readonly here: number; readonly audience: number };
};
export type Bye = { readonly type: "bye"; readonly code: number; readonly reason: string };

export type ServerFrame = Welcome | Events | Ack | Reject | Signal | Presence | Bye;

/** Rejections every actor may give; `rooms.ts` and its siblings add their own words. */
export type EngineRejectCode =
  | "malformed"
  | "hello_first"
  | "unknown_command"
  | "unknown_signal"
  | "invalid"
  | "stale"
  | "gap"
  | "too_fast"
  | "overloaded"
  | "not_a_member"
  | "token_invalid"
  /** A bug here: that one command was refused. */
  | "internal";
export type RejectCode = EngineRejectCode | (string & {});
