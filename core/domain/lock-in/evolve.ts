// How each event changes the room. Total: it never refuses, because what is in the log has happened.
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { RoomEventData, RoomEventName, Schedule } from "#core/protocol/rooms.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { evolveStage, isStageEvent } from "../slideshow/evolve.ts";
import { earnedOverdue, earnedUntil } from "./attendance.ts";
import {
  CHAT_WINDOW,
  type Interval,
  type Member,
  memberOf,
  type RoomState,
  roomPhase,
  type Session,
  UNDO_END_MS,
} from "./room-state.ts";

export type SequencedRoomEvent = { [N in RoomEventName]: SequencedEvent<N, RoomEventData[N]> }[RoomEventName];

const changeMember = (state: RoomState, user: UserId, change: (member: Member) => Member): RoomState => ({
  ...state,
  roster: state.roster.map((member) => (member.user === user ? change(member) : member)),
});

/** Time that can never earn a receipt is not kept: in the lobby, and when done once every phase has its receipts. */
const countsTowardsReceipt = (state: RoomState, at: number): boolean => {
  const { kind } = roomPhase(state, at);
  if (kind !== "done") return kind !== "lobby";
  const endedAt = state.session?.endedAt ?? null;
  if (earnedOverdue(state, at).length > 0) return true;
  return endedAt !== null && (at < endedAt + UNDO_END_MS || earnedUntil(state, endedAt).length > 0);
};

const withIntervals = (state: RoomState, user: string, intervals: readonly Interval[]): RoomState => {
  const { [user]: _, ...others } = state.attendance;
  return { ...state, attendance: intervals.length === 0 ? others : { ...others, [user]: intervals } };
};

const arrive = (state: RoomState, user: UserId, at: number): RoomState => {
  const intervals = state.attendance[user] ?? [];
  if (intervals.some(([, to]) => to === null)) return state;
  return withIntervals(state, user, [...intervals, [at, null]]);
};

const depart = (state: RoomState, user: UserId, since: number, at: number): RoomState => {
  const intervals = (state.attendance[user] ?? [])
    .map(([from, to]): Interval => [from, to ?? Math.max(from, since)])
    .filter(([from, to]) => to !== null && to > from);
  return withIntervals(state, user, countsTowardsReceipt(state, at) ? intervals : []);
};

/** Presence before `at` is settled or will never be: only what lasts, or reaches beyond, is kept. */
const forgetBefore = (state: RoomState, at: number): RoomState["attendance"] =>
  Object.fromEntries(
    Object.entries(state.attendance)
      .map(([user, intervals]) => [
        user,
        intervals.filter(([, to]) => to === null || to > at).map(([from, to]): Interval => [Math.max(from, at), to]),
      ])
      .filter(([, intervals]) => (intervals as readonly Interval[]).length > 0),
  ) as RoomState["attendance"];

/** A new anchor: the pauses of the old one belong to it only while the phase is the same. */
const anchor = (state: RoomState, schedule: Schedule, beganAt: number): RoomState => {
  const { session } = state;
  if (session === null) return { ...state, schedule };
  const same = schedule.index === state.schedule?.index;
  return { ...state, schedule, session: same ? session : { ...session, beganAt, pauses: [] } };
};

/** What was finished or debriefed belongs to the session before; an open goal is carried on. */
const forNewSession = (member: Member): Member =>
  member.done || member.debrief !== null ? { ...member, goal: null, done: false, debrief: null } : member;

const startSession = (state: RoomState, event: SequencedEvent<"started", RoomEventData["started"]>): RoomState => {
  const begun: Session = {
    startedSeq: event.seq,
    beganAt: event.data.schedule.startedAt,
    pauses: [],
    settledBelow: 0,
    endedAt: null,
  };
  return {
    ...state,
    plan: event.data.plan,
    schedule: event.data.schedule,
    session: begun,
    roster: state.roster.map(forNewSession),
    attendance: forgetBefore(state, event.data.schedule.startedAt),
  };
};

const closePause = (state: RoomState, at: number): RoomState["session"] => {
  const pausedAt = state.schedule?.pausedAt ?? null;
  if (state.session === null || pausedAt === null) return state.session;
  return { ...state.session, pauses: [...state.session.pauses, [pausedAt, at]] };
};

/** The state after `event`. `state` is null only before `created`. */
export const evolve = (state: RoomState | null, event: SequencedRoomEvent): RoomState => {
  if (state === null) {
    if (event.name !== "created") throw new Error(`a room's log begins with created, not ${event.name}`);
    const { id, title, visibility, plan, openChat, by } = event.data;
    return {
      room: { id, title, visibility, openChat, createdBy: by, createdAt: event.at },
      plan,
      schedule: null,
      session: null,
      driver: { holder: by, fence: 1 },
      roster: [],
      attendance: {},
      chat: [],
    };
  }
  if (isStageEvent(event)) return evolveStage(state, event);
  switch (event.name) {
    case "created":
      return state;
    case "plan_set":
      return event.data.schedule === null
        ? { ...state, plan: event.data.plan, schedule: null, session: null, attendance: forgetBefore(state, event.at) }
        : { ...anchor(state, event.data.schedule, event.data.schedule.startedAt), plan: event.data.plan };
    case "started":
      return startSession(state, event);
    case "paused":
    case "extended":
    case "skipped":
      return anchor(state, event.data.schedule, event.data.schedule.startedAt);
    case "resumed":
      return { ...state, session: closePause(state, event.at), schedule: event.data.schedule };
    case "ended":
      return state.session === null ? state : { ...state, session: { ...state.session, endedAt: event.data.endedAt } };
    case "end_undone":
      return state.session === null ? state : { ...state, session: { ...state.session, endedAt: null } };
    case "declared":
      return changeMember(state, event.data.user, (member) => ({
        ...member,
        goal: event.data.text,
        done: false,
        debrief: null,
      }));
    case "completed":
      return changeMember(state, event.data.user, (member) => ({ ...member, done: event.data.done }));
    case "debriefed": {
      const { text, mood } = event.data;
      return changeMember(state, event.data.user, (member) => ({ ...member, debrief: { text, mood } }));
    }
    case "said": {
      const { user, text } = event.data;
      const name = memberOf(state, user)?.name ?? "";
      return {
        ...state,
        chat: [...state.chat, { seq: event.seq, at: event.at, user, name, text }].slice(-CHAT_WINDOW),
      };
    }
    case "joined": {
      const { user, name, kind } = event.data;
      const member: Member = {
        user,
        name,
        kind,
        joinedAt: event.at,
        presentSince: event.at,
        goal: null,
        done: false,
        debrief: null,
      };
      const others = state.roster.filter((other) => other.user !== user);
      return arrive({ ...state, roster: [...others, member] }, user, event.at);
    }
    case "dropped":
      return depart(
        changeMember(state, event.data.user, (member) => ({ ...member, presentSince: null })),
        event.data.user,
        event.data.since,
        event.at,
      );
    case "returned": {
      const { user, name, kind } = event.data;
      const back = changeMember(state, user, (member) => ({
        ...member,
        name,
        kind,
        presentSince: member.presentSince ?? event.at,
      }));
      return arrive(back, user, event.at);
    }
    case "left":
      return depart(
        { ...state, roster: state.roster.filter((member) => member.user !== event.data.user) },
        event.data.user,
        event.at,
        event.at,
      );
    case "attended": {
      const { session } = state;
      if (session === null || session.startedSeq !== event.data.session) return state;
      return {
        ...state,
        session: { ...session, settledBelow: event.data.phase + 1 },
        attendance: forgetBefore(state, event.data.endedAt),
      };
    }
  }
};
