// Who was really there in a focus phase, and for how long: presence intervals in, receipts out.
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { Schedule } from "#core/protocol/rooms.ts";
import type { Interval, RoomState, Session } from "./room-state.ts";
import { kindOf, type Phase, phaseAt } from "./schedule.ts";

type Span = readonly [number, number];

const spanMs = (spans: readonly Span[]) => spans.reduce((sum, [from, to]) => sum + (to - from), 0);

/** Both lists sorted and free of overlap. */
const intersect = (left: readonly Span[], right: readonly Span[]): Span[] => {
  const both: Span[] = [];
  for (const [leftFrom, leftTo] of left) {
    for (const [rightFrom, rightTo] of right) {
      const from = Math.max(leftFrom, rightFrom);
      const to = Math.min(leftTo, rightTo);
      if (from < to) both.push([from, to]);
    }
  }
  return both;
};

/** The parts of `[from, to]` in which the phase was not paused. */
const running = (from: number, to: number, pauses: readonly Span[]): Span[] => {
  const spans: Span[] = [];
  let cursor = from;
  for (const [pausedAt, resumedAt] of pauses) {
    if (pausedAt > cursor) spans.push([cursor, Math.min(pausedAt, to)]);
    cursor = Math.max(cursor, resumedAt);
  }
  if (cursor < to) spans.push([cursor, to]);
  return spans.filter(([start, end]) => start < end);
};

const closed = (intervals: readonly Interval[], until: number): Span[] =>
  intervals.map(([from, to]) => [from, to ?? until] as const).filter(([from, to]) => from < to);

/** One focus phase as it really was: `endedAt` is its natural end, or the skip or end that cut it. */
export type FocusPhase = { readonly index: number; readonly beganAt: number; readonly endedAt: number };

/** Receipts of one focus phase, in order of user id; empty where nobody was there while it ran. */
const receiptsFor = (state: RoomState, session: Session, focus: FocusPhase): AttendanceReceipt[] => {
  const anchored = focus.index === state.schedule?.index;
  const pausedAt = anchored ? (state.schedule?.pausedAt ?? null) : null;
  const pauses: Span[] = anchored ? [...session.pauses] : [];
  if (pausedAt !== null) pauses.push([pausedAt, focus.endedAt]);
  const ran = running(focus.beganAt, focus.endedAt, pauses);
  const active = Object.keys(state.attendance)
    .toSorted()
    .map((user) => ({
      user: user as UserId,
      spans: intersect(closed(state.attendance[user] ?? [], focus.endedAt), ran),
    }))
    .filter(({ spans }) => spans.length > 0);
  return active.map(({ user, spans }) => ({
    id: `${state.room.id}:${session.startedSeq}:${focus.index}:${user}`,
    room: state.room.id,
    user,
    phase: focus.index,
    from: (spans[0] as Span)[0],
    to: (spans.at(-1) as Span)[1],
    activeMs: spanMs(spans),
    copresent: active.filter((other) => other.user !== user && intersect(other.spans, spans).length > 0).length,
  }));
};

/** When a phase began on the wall, not moved by its pauses. */
const realStartOf = (session: Session, schedule: Schedule, { index, startedAt }: Phase): number =>
  index === schedule.index ? session.beganAt : startedAt;

/** A focus phase that is over, and what its people have earned in it; there is at least one. */
export type Earned = { readonly focus: FocusPhase; readonly receipts: readonly AttendanceReceipt[] };

const earnedIn = (state: RoomState, session: Session, focus: FocusPhase): Earned[] => {
  const receipts = receiptsFor(state, session, focus);
  return receipts.length === 0 ? [] : [{ focus, receipts }];
};

/** What was earned in focus phases that are over by themselves at `now` and have no receipts yet, oldest first. */
export const earnedOverdue = (state: RoomState, now: number): Earned[] => {
  const { session, schedule, plan } = state;
  if (session === null || schedule === null) return [];
  const until = session.endedAt ?? now;
  const last = phaseAt(plan, schedule, until);
  const lastFocus = last.index - (last.index % 2 === 0 ? 2 : 1);
  // Asked at every flush: most are answered without looking at anybody.
  if (lastFocus < session.settledBelow || lastFocus < schedule.index) return [];
  const starts = Object.values(state.attendance).flatMap((intervals) => intervals.map(([from]) => from));
  if (starts.length === 0) return [];
  const firstAt = Math.max(Math.min(...starts), schedule.startedAt);
  const overdue: Earned[] = [];
  let current = phaseAt(plan, schedule, Math.min(firstAt, until));
  while (current.index < last.index && current.endsAt !== null) {
    const isFocus = current.index % 2 === 0;
    if (isFocus && current.index >= session.settledBelow) {
      const beganAt = realStartOf(session, schedule, current);
      overdue.push(...earnedIn(state, session, { index: current.index, beganAt, endedAt: current.endsAt }));
    }
    current = phaseAt(plan, schedule, current.endsAt);
  }
  return overdue;
};

/** What was earned in the focus phase that is cut at `cutAt`, where it has no receipts yet. */
export const earnedUntil = (state: RoomState, cutAt: number): Earned[] => {
  const { session, schedule, plan } = state;
  if (session === null || schedule === null) return [];
  const current = phaseAt(plan, schedule, cutAt);
  if (current.kind !== "focus" || current.index < session.settledBelow) return [];
  const beganAt = realStartOf(session, schedule, current);
  return earnedIn(state, session, { index: current.index, beganAt, endedAt: cutAt });
};

/** When the next focus phase ends that somebody is attending; null where nobody waits for a receipt. */
export const nextFocusEnd = (state: RoomState, now: number): number | null => {
  const { session, schedule, plan } = state;
  if (session === null || schedule === null || session.endedAt !== null || schedule.pausedAt !== null) return null;
  const current = phaseAt(plan, schedule, now);
  if (current.endsAt === null) return null;
  const focusEnd =
    current.kind === "focus"
      ? current.endsAt
      : kindOf(plan, current.index + 1) === "focus"
        ? current.endsAt + plan.focusMs
        : null;
  if (focusEnd === null) return null;
  const beganAt = current.kind === "focus" ? realStartOf(session, schedule, current) : current.endsAt;
  const attended = Object.values(state.attendance).some((list) => list.some(([, to]) => to === null || to > beganAt));
  return attended ? focusEnd : null;
};
