// A room as a page sees it.
import { decide } from "#core/domain/lock-in/decide.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { LONG_POLL_ROOM_MAX_S } from "#core/protocol/limits.ts";
import type { RoomCommand } from "#core/protocol/rooms.ts";
import { serverNow } from "./clock.ts";
import { type LiveActor, type LiveRules, openLive } from "./live.ts";
import { isOnStage, NO_STAGE } from "./unforeseen.ts";

/** The room's own rules foresee what a pending command will do; time only moves on at the actor. */
const ROOM_RULES: LiveRules<RoomState> = {
  evolve: (state, event) => evolve(state, event as SequencedRoomEvent),
  foresee: (state, head, user, command) => {
    if (isOnStage(command)) return state;
    const at = serverNow();
    const circumstances = { user: user as UserId, now: at, sightings: () => new Map(), ...NO_STAGE };
    const decided = decide(state, command as RoomCommand, circumstances);
    if (!decided.ok) return state;
    const step = (before: RoomState, event: (typeof decided.value)[number], index: number) =>
      evolve(before, { ...event, seq: head + 1 + index, at, by: null } as SequencedRoomEvent);
    return decided.value.reduce(step, state);
  },
  pollWaitS: LONG_POLL_ROOM_MAX_S,
  wantsRtt: true,
};

export const openRoom = (roomId: string, user: string): LiveActor<RoomState> => openLive(roomId, user, ROOM_RULES);
