// Who was really there in a focus phase, and for how long: presence intervals in, receipts out.
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { Interval, RoomState, Session } from "./room-state.ts";
import { kindOf, phaseAt } from "./schedule.ts";

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
export const receiptsFor = (state: RoomState, session: Session, focus: FocusPhase): AttendanceReceipt[] => {
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

/** Focus phases that are over at `now` and have no receipts yet, oldest first; only those somebody may have attended. */
export const overduePhases = (state: RoomState, now: number): FocusPhase[] => {
  const { session, schedule, plan } = state;
  if (session === null || schedule === null) return [];
  const starts = Object.values(state.attendance).flatMap((intervals) => intervals.map(([from]) => from));
  if (starts.length === 0) return [];
  const firstAt = Math.max(Math.min(...starts), schedule.startedAt);
  const until = session.endedAt ?? now;
  const last = phaseAt(plan, schedule, until);
  const overdue: FocusPhase[] = [];
  let current = phaseAt(plan, schedule, Math.min(firstAt, until));
  while (current.index < last.index && current.endsAt !== null) {
    const isFocus = current.index % 2 === 0;
    if (isFocus && current.index >= session.settledBelow) {
      const beganAt = current.index === schedule.index ? session.beganAt : current.startedAt;
      overdue.push({ index: current.index, beganAt, endedAt: current.endsAt });
    }
    current = phaseAt(plan, schedule, current.endsAt);
  }
  return overdue;
};

/** The running focus phase cut at `cutAt`, where it has no receipts yet. */
export const cutPhase = (state: RoomState, cutAt: number): FocusPhase | null => {
  const { session, schedule, plan } = state;
  if (session === null || schedule === null) return null;
  const current = phaseAt(plan, schedule, cutAt);
  if (current.kind !== "focus" || current.index < session.settledBelow) return null;
  const beganAt = current.index === schedule.index ? session.beganAt : current.startedAt;
  return { index: current.index, beganAt, endedAt: cutAt };
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
  const beganAt = current.kind === "focus" ? current.startedAt : current.endsAt;
  const attended = Object.values(state.attendance).some((list) => list.some(([, to]) => to === null || to > beganAt));
  return attended ? focusEnd : null;
};
