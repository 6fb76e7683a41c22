// Lock-in rooms: HTTP bodies and views, and the commands, events and signals of the room's actor.
import { z } from "zod";
import { AttendanceReceipt } from "./attendance.ts";
import { RoomId, UserId } from "./ids.ts";
import { MAX_TEXT_BYTES } from "./limits.ts";
import {
  DRIVER_COMMANDS,
  type DriverChanged,
  SLIDESHOW_COMMANDS,
  SLIDESHOW_SIGNALS,
  type SlideshowEventData,
  type SlideshowRejectCode,
} from "./slideshow.ts";
import { fitsUtf8 } from "./utf8.ts";
import { VOICE_SIGNALS } from "./voice.ts";

const MINUTE_MS = 60_000;
const PhaseLength = z
  .int()
  .min(1_000)
  .max(240 * MINUTE_MS);

/** Counted in bytes of UTF-8 where storage is the limit, in characters where the page is. */
const line = (max: number) => z.string().trim().min(1).max(max);
const prose = z
  .string()
  .trim()
  .min(1)
  .max(MAX_TEXT_BYTES)
  .refine((text) => fitsUtf8(text, MAX_TEXT_BYTES), "too long");

export const Visibility = z.enum(["public", "unlisted", "private"]);
export type Visibility = z.infer<typeof Visibility>;

export const Plan = z.strictObject({
  focusMs: PhaseLength,
  breakMs: PhaseLength,
  longBreakMs: PhaseLength,
  /** Every how many rounds the break is a long one; 0 for never. */
  longBreakEvery: z.int().min(0).max(24),
  /** How many focus phases; null is endless. */
  rounds: z.int().min(1).max(48).nullable(),
});
export type Plan = z.infer<typeof Plan>;

export const RoomTitle = line(80);
export const CreateRoom = z.strictObject({
  title: RoomTitle,
  visibility: Visibility,
  plan: Plan.optional(),
  /** Chat in focus phases too. */
  openChat: z.boolean().optional(),
});
export type CreateRoom = z.infer<typeof CreateRoom>;

export const RoomCode = z.string().regex(/^[0-9a-hjkmnp-tv-z]{10}$/);
export const JoinRoom = z.union([z.strictObject({ roomId: RoomId }), z.strictObject({ code: RoomCode })]);
export type JoinRoom = z.infer<typeof JoinRoom>;

export const CreateInvite = z.strictObject({
  expiresInMs: z
    .int()
    .min(MINUTE_MS)
    .max(30 * 24 * 60 * MINUTE_MS)
    .optional(),
  uses: z.int().min(1).max(1000).optional(),
});
export type CreateInvite = z.infer<typeof CreateInvite>;

const Fenced = { fence: z.int().min(0) };

/** Every command of a room by name; `data` is parsed by the one that fits. */
export const ROOM_COMMANDS = {
  set_plan: z.strictObject({ ...Fenced, plan: Plan }),
  start: z.strictObject(Fenced),
  pause: z.strictObject(Fenced),
  resume: z.strictObject(Fenced),
  skip: z.strictObject(Fenced),
  extend: z.strictObject({
    ...Fenced,
    ms: z
      .int()
      .min(1_000)
      .max(60 * MINUTE_MS),
  }),
  end: z.strictObject(Fenced),
  undo_end: z.strictObject(Fenced),
  ...DRIVER_COMMANDS,
  ...SLIDESHOW_COMMANDS,
  declare: z.strictObject({ text: line(200) }),
  complete: z.strictObject({ done: z.boolean() }),
  debrief: z.strictObject({ text: z.string().trim().max(2_000), mood: z.int().min(1).max(5).optional() }),
  say: z.strictObject({ text: prose }),
  leave: z.strictObject({}),
} as const;
export type RoomCommandName = keyof typeof ROOM_COMMANDS;
export type RoomCommand = {
  [N in RoomCommandName]: { readonly name: N; readonly data: z.infer<(typeof ROOM_COMMANDS)[N]> };
}[RoomCommandName];

export const ROOM_SIGNALS = {
  visible: z.strictObject({ on: z.boolean() }),
  speaking: z.strictObject({ on: z.boolean() }),
  typing: z.strictObject({ on: z.boolean() }),
  rtt: z.strictObject({ ms: z.number().min(0).max(60_000) }),
  watch: z.strictObject({}),
  ...SLIDESHOW_SIGNALS,
  ...VOICE_SIGNALS,
} as const;
export type RoomSignalName = keyof typeof ROOM_SIGNALS;

export type Schedule = {
  /** The phase that was running when this was anchored; later ones follow the plan. */
  readonly index: number;
  /** When it began, already moved by its pauses (epoch ms). */
  readonly startedAt: number;
  readonly lengthMs: number;
  readonly pausedAt: number | null;
};

export type MemberKind = "member" | "guest";

/** What each event carries: the command's data plus what the rule decided. */
export type RoomEventData = SlideshowEventData & {
  created: { id: RoomId; title: string; visibility: Visibility; plan: Plan; openChat: boolean; by: UserId };
  /** `schedule`: the running phase keeps its length, the plan acts from the next one; null where nothing runs. */
  plan_set: { plan: Plan; schedule: Schedule | null };
  started: { plan: Plan; schedule: Schedule };
  paused: { schedule: Schedule };
  resumed: { schedule: Schedule };
  skipped: { schedule: Schedule };
  extended: { schedule: Schedule };
  ended: { endedAt: number };
  end_undone: Record<string, never>;
  declared: { user: UserId; text: string };
  completed: { user: UserId; done: boolean };
  debriefed: { user: UserId; text: string; mood: number | null };
  said: { user: UserId; text: string };
  driver_changed: DriverChanged;
  joined: { user: UserId; name: string; kind: MemberKind };
  /** `since`: when the last socket was closed or silent; the ten seconds of grace are over. */
  dropped: { user: UserId; since: number };
  returned: { user: UserId; name: string; kind: MemberKind };
  left: { user: UserId };
  attended: { session: number; phase: number; endedAt: number; receipts: readonly AttendanceReceipt[] };
};
export type RoomEventName = keyof RoomEventData;
export type RoomEvent = { [N in RoomEventName]: { readonly name: N; readonly data: RoomEventData[N] } }[RoomEventName];

export type RoomRejectCode =
  | "not_driver"
  | "stale_fence"
  | "driver_present"
  | "not_running"
  | "already_running"
  | "already_paused"
  | "not_paused"
  | "not_ended"
  | "undo_expired"
  | "chat_closed"
  | "no_goal"
  | "no_such_member"
  | "room_full"
  | SlideshowRejectCode;

export const RoomView = z
  .object({
    id: RoomId,
    title: z.string(),
    visibility: Visibility,
    /** For members only: the link that lets others in. */
    code: RoomCode.nullable(),
    joinUrl: z.url().nullable(),
    plan: Plan,
    schedule: z
      .object({ index: z.int(), startedAt: z.int(), lengthMs: z.int(), pausedAt: z.int().nullable() })
      .nullable(),
    /** People in it now. */
    present: z.int(),
    activeAt: z.int(),
    /** Whether the caller belongs to it. */
    member: z.boolean(),
  })
  .meta({ id: "Room" });
export type RoomView = z.infer<typeof RoomView>;

/** What anyone may see of a public room before sitting down in it. */
export const RoomDoor = RoomView.extend({
  people: z.array(
    z.object({ user: UserId, name: z.string(), goal: z.string().nullable(), done: z.boolean(), present: z.boolean() }),
  ),
}).meta({ id: "RoomDoor" });
export type RoomDoor = z.infer<typeof RoomDoor>;

export const InviteView = z
  .object({ code: RoomCode, joinUrl: z.url(), expiresAt: z.int(), uses: z.int().nullable() })
  .meta({
    id: "Invite",
  });
export type InviteView = z.infer<typeof InviteView>;
