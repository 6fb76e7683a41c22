// What the room notices by itself: who dropped or came back, who drives now, which phases are over. Run before every
// command, on `watch` and at every alarm, so that a late wake tells the same truth as a punctual one.
import type { RoomEvent, RoomEventData } from "#core/protocol/rooms.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { PresenceMember } from "#core/protocol/frames.ts";
import { isAbandoned } from "../slideshow/endings.ts";
import { type Earned, earnedOverdue, earnedUntil, nextFocusEnd } from "./attendance.ts";
import { evolve, type SequencedRoomEvent } from "./evolve.ts";
import { memberOf, type RoomState, UNDO_END_MS } from "./room-state.ts";

/** A short cut is no absence: reloads, deploys and reconnect storms write nothing. */
export const DROP_GRACE_MS = 10_000;
export const LEASE_GRACE_MS = 8_000;
/** A sign of life comes every 5 s; one may be lost. */
export const SILENT_AFTER_MS = 10_000;
export const GONE_AFTER_MS = 50_000;

/** What the sockets show of one person at this moment. */
export type Sighting = {
  readonly connected: boolean;
  /** Last ping, frame, or the closing of the last socket (epoch ms). */
  readonly seenAt: number;
  readonly visible: boolean;
  readonly speaking: boolean;
};
/** Sightings by user; a member that is missing was never seen and counts as absent since joining. */
export type Sightings = ReadonlyMap<string, Sighting>;

const isAlive = (sighting: Sighting | undefined, now: number): boolean =>
  sighting !== undefined && sighting.connected && now - sighting.seenAt < GONE_AFTER_MS;

const isHere = (sighting: Sighting | undefined, now: number): boolean =>
  sighting !== undefined && sighting.connected && now - sighting.seenAt <= SILENT_AFTER_MS;

const unseen = (at: number): Sighting => ({ connected: false, seenAt: at, visible: false, speaking: false });

/** Void: the next person may drive. */
export const isLeaseVoid = (state: RoomState, sightings: Sightings, now: number): boolean => {
  const { holder } = state.driver;
  if (holder === null) return false;
  const member = memberOf(state, holder);
  if (member === undefined) return true;
  const sighting = sightings.get(holder) ?? unseen(member.joinedAt);
  return sighting.connected ? !isHere(sighting, now) : now - sighting.seenAt >= LEASE_GRACE_MS;
};

/** The longest-present visible member who is not the holder. */
export const successor = (state: RoomState, sightings: Sightings, now: number): UserId | null => {
  let best: { user: UserId; since: number } | null = null;
  for (const { user, presentSince } of state.roster) {
    const sighting = sightings.get(user);
    if (user === state.driver.holder || presentSince === null || !isHere(sighting, now) || !sighting?.visible) continue;
    if (best === null || presentSince < best.since) best = { user, since: presentSince };
  }
  return best?.user ?? null;
};

export const driverChanged = (
  state: RoomState,
  holder: UserId | null,
  reason: RoomEventData["driver_changed"]["reason"],
): RoomEvent => ({ name: "driver_changed", data: { holder, fence: state.driver.fence + 1, reason } });

const movements = (state: RoomState, sightings: Sightings, now: number): RoomEvent[] =>
  state.roster.flatMap((member): RoomEvent[] => {
    const sighting = sightings.get(member.user) ?? unseen(member.joinedAt);
    const alive = isAlive(sighting, now);
    if (member.presentSince !== null && !alive && now - sighting.seenAt >= DROP_GRACE_MS) {
      return [{ name: "dropped", data: { user: member.user, since: sighting.seenAt } }];
    }
    if (member.presentSince === null && isHere(sighting, now)) {
      return [{ name: "returned", data: { user: member.user, name: member.name, kind: member.kind } }];
    }
    return [];
  });

const attended = (state: RoomState, earned: readonly Earned[]): RoomEvent[] => {
  const { session } = state;
  if (session === null) return [];
  return earned.map(({ focus, receipts }) => ({
    name: "attended",
    data: { session: session.startedSeq, phase: focus.index, endedAt: focus.endedAt, receipts },
  }));
};

/** Receipts of focus phases that ended by themselves. */
export const settleOverdue = (state: RoomState, now: number): RoomEvent[] => attended(state, earnedOverdue(state, now));

/** Receipts of the part of the running focus phase that lies before `cutAt`. */
export const settleCut = (state: RoomState, cutAt: number): RoomEvent[] => attended(state, earnedUntil(state, cutAt));

/** Receipts of a session that was ended; they wait until that can no longer be undone, or something makes it final. */
export const settleEnded = (state: RoomState): RoomEvent[] => {
  const endedAt = state.session?.endedAt ?? null;
  return endedAt === null ? [] : settleCut(state, endedAt);
};

const isFinal = (state: RoomState, now: number): boolean => {
  const endedAt = state.session?.endedAt ?? null;
  return endedAt !== null && now >= endedAt + UNDO_END_MS;
};

/** Nobody has been here for longer than a short cut; whoever comes in just now is not counted. */
const isEmpty = (state: RoomState, now: number): boolean =>
  state.roster.every(({ presentSince }) => presentSince === null || now - presentSince < DROP_GRACE_MS);

/** What was on when the session was ended, and was not moved since, goes with it. */
const endsWithSession = ({ show, session }: RoomState): boolean =>
  show !== undefined && session?.endedAt != null && show.effectiveAt <= session.endedAt;

const isShowOver = (state: RoomState, now: number): boolean =>
  state.show !== undefined &&
  ((isFinal(state, now) && endsWithSession(state)) || (isAbandoned(state.show, now) && isEmpty(state, now)));

/**
 * The events that are due at `now`, in order. `head` is the last `seq` given out; the events will follow it.
 * Idempotent: run again on the state after them, it answers none.
 */
export const advance = (state: RoomState, head: number, sightings: Sightings, now: number): RoomEvent[] => {
  const events: RoomEvent[] = [];
  let current = state;
  const happen = (more: readonly RoomEvent[]) => {
    for (const event of more) {
      events.push(event);
      current = evolve(current, { ...event, seq: head + events.length, at: now, by: null } as SequencedRoomEvent);
    }
  };
  if (isShowOver(current, now)) happen([{ name: "hidden", data: { user: null } }]);
  happen(movements(current, sightings, now));
  if (isLeaseVoid(current, sightings, now)) {
    happen([driverChanged(current, successor(current, sightings, now), "lost")]);
  }
  happen(settleOverdue(current, now));
  if (isFinal(current, now)) happen(settleEnded(current));
  return events;
};

/**
 * When the room must look again by itself (epoch ms), or null where nobody and nothing waits. Never for a phase that
 * will issue nothing: the room would wake for it without end.
 */
export const nextWake = (state: RoomState, now: number): number | null => {
  if (settleOverdue(state, now).length > 0) return now;
  const endedAt = state.session?.endedAt ?? null;
  if (endedAt !== null) {
    return settleEnded(state).length > 0 || endsWithSession(state) ? endedAt + UNDO_END_MS : null;
  }
  return nextFocusEnd(state, now);
};

/**
 * Until when members without a socket count as having been there, told at a wake by nothing but the state: until now, but
 * not beyond the first phase end that is overdue. An alarm was set for it, so a machine that missed it was not running.
 */
export const lastSeenAtWake = (state: RoomState, now: number): number =>
  earnedOverdue(state, now)[0]?.focus.endedAt ?? now;

/** When absence must be acted upon. `absentSince`: present members without a socket, with the end of their last one. */
export const nextAbsence = (state: RoomState, absentSince: ReadonlyMap<string, number>): number | null => {
  let next: number | null = null;
  for (const [user, since] of absentSince) {
    const at = since + graceMs(state, user);
    if (next === null || at < next) next = at;
  }
  return next;
};

/** How long somebody may be without a socket before it has consequences. */
export const graceMs = (state: RoomState, user: string): number =>
  user === state.driver.holder ? LEASE_GRACE_MS : DROP_GRACE_MS;

/** The whole roster as everybody sees it. */
export const presenceOf = (state: RoomState, sightings: Sightings, now: number): PresenceMember[] =>
  state.roster.map((member) => {
    const sighting = sightings.get(member.user);
    const here = isHere(sighting, now);
    const gone = member.presentSince === null && !here;
    return {
      user: member.user,
      state: here ? "here" : gone ? "gone" : "reconnecting",
      visible: here && sighting?.visible === true,
      speaking: here && sighting?.speaking === true,
    };
  });
