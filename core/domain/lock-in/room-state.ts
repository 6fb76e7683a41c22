// The folded state of a lock-in room: what every client holds alike at the same `seq`.
import type { MemberKind, Plan, Schedule, Visibility } from "#core/protocol/rooms.ts";
import type { RoomId, UserId } from "#core/protocol/ids.ts";
import type { Driver, Slideshow } from "#core/protocol/slideshow.ts";
import { phaseAt, type Phase } from "./schedule.ts";

export const UNDO_END_MS = 10_000;
export const CHAT_WINDOW = 100;
export const MAX_ROOM_MEMBERS = 1_000;

export type Member = {
  readonly user: UserId;
  readonly name: string;
  readonly kind: MemberKind;
  readonly joinedAt: number;
  /** Since when without a break; null while away (dropped). */
  readonly presentSince: number | null;
  readonly goal: string | null;
  readonly done: boolean;
  readonly debrief: { readonly text: string; readonly mood: number | null } | null;
};

/** `[from, to]`, epoch ms; `to` is null while it lasts. */
export type Interval = readonly [number, number | null];

export type Session = {
  /** `seq` of `started`: part of every receipt's id. */
  readonly startedSeq: number;
  /** When the anchored phase really began, not moved by pauses. */
  readonly beganAt: number;
  /** Pauses of the anchored phase that are over. */
  readonly pauses: readonly (readonly [number, number])[];
  /** Focus phases below this index have their receipts. */
  readonly settledBelow: number;
  readonly endedAt: number | null;
};

export type ChatLine = {
  readonly seq: number;
  readonly at: number;
  readonly user: UserId;
  /** As it was when it was said: the speaker may have left since. */
  readonly name: string;
  readonly text: string;
};

export type RoomState = {
  readonly room: {
    readonly id: RoomId;
    readonly title: string;
    readonly visibility: Visibility;
    readonly openChat: boolean;
    readonly createdBy: UserId;
    readonly createdAt: number;
  };
  readonly plan: Plan;
  readonly schedule: Schedule | null;
  readonly session: Session | null;
  readonly driver: Driver;
  /** In order of arrival; nobody moves when states change. */
  readonly roster: readonly Member[];
  /** Presence of everyone with time in a focus phase that is not settled, members who left included. */
  readonly attendance: Readonly<Record<string, readonly Interval[]>>;
  readonly chat: readonly ChatLine[];
  /** Missing where nothing is shown. */
  readonly show?: Slideshow;
};

/** The phase people see: an ended session is done at once, also while the end can be undone. */
export const roomPhase = (state: RoomState, now: number): Phase => {
  const endedAt = state.session?.endedAt ?? null;
  const current = phaseAt(state.plan, state.schedule, endedAt ?? now);
  return endedAt === null ? current : { ...current, kind: "done", endsAt: null, remainingMs: 0 };
};

export const isRunning = (state: RoomState, now: number): boolean => {
  const { kind } = roomPhase(state, now);
  return kind !== "lobby" && kind !== "done";
};

export const memberOf = (state: RoomState, user: string): Member | undefined =>
  state.roster.find((member) => member.user === user);

/** Chat is for lobby, breaks and the end; in focus only where the room allows it. */
export const isChatOpen = (state: RoomState, now: number): boolean =>
  state.room.openChat || roomPhase(state, now).kind !== "focus";
