// The rules of a lock-in room as the engine wants them: schemas at the door, `core/domain/lock-in` behind it.
import { advance, nextAbsence, nextWake, type Sightings } from "#core/domain/lock-in/advance.ts";
import { decide } from "#core/domain/lock-in/decide.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import { memberOf, type RoomState } from "#core/domain/lock-in/room-state.ts";
import { err, ok } from "#core/domain/result.ts";
import type { Stagehand } from "#core/domain/slideshow/decide.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { ROOM_COMMANDS, type RoomCommand, type RoomCommandName } from "#core/protocol/rooms.ts";
import { type LiveRules, WHOLE_HISTORY } from "../shell/live-rules.ts";

const isCommandName = (name: string): name is RoomCommandName => Object.hasOwn(ROOM_COMMANDS, name);

const earlier = (left: number | null, right: number | null): number | null =>
  left === null ? right : right === null ? left : Math.min(left, right);

/** Everything but what touches sockets and alarms; both look at the sockets only when asked. */
export const roomRules = (
  sightings: () => Sightings,
  absentSince: () => ReadonlyMap<string, number>,
  stagehand: Stagehand,
): Omit<LiveRules<RoomState, RoomCommand>, "signal" | "welcomed" | "appended" | "settled"> => ({
  ...WHOLE_HISTORY,
  parseCommand: (name, data) => {
    if (!isCommandName(name)) return err({ code: "unknown_command" });
    const parsed = ROOM_COMMANDS[name].safeParse(data);
    if (parsed.success) return ok({ name, data: parsed.data } as RoomCommand);
    const issue = parsed.error.issues[0];
    return err({ code: "invalid", detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` });
  },
  decide: (state, command, user, now) => decide(state, command, { user: user as UserId, now, sightings, ...stagehand }),
  evolve: (state, event) => evolve(state, event as SequencedRoomEvent),
  advance: (state, head, now) => advance(state, head, sightings(), now),
  nextWake: (state, now) => earlier(nextWake(state, now), nextAbsence(state, absentSince())),
  isMember: (state, user) => memberOf(state, user) !== undefined,
});
