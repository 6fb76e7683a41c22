// What a member may ask of a room, and what then happens. Pure; the browser runs the same rules to answer at once.
import type { RoomCommand, RoomEvent, RoomRejectCode } from "#core/protocol/rooms.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { err, ok, type Result } from "../result.ts";
import { decideSlideshow, type Stagehand } from "../slideshow/decide.ts";
import { leavesWith } from "../slideshow/endings.ts";
import {
  driverChanged,
  isLeaseVoid,
  settleCut,
  settleEnded,
  settleOverdue,
  type Sightings,
  successor,
} from "./advance.ts";
import { isChatOpen, isRunning, memberOf, type RoomState, UNDO_END_MS } from "./room-state.ts";
import { lengthOf, nextPhase, reanchor } from "./schedule.ts";

export type Rejection = {
  readonly code: RoomRejectCode | "not_a_member";
  readonly detail?: string;
  readonly retryAfterMs?: number;
};
type Decision = Result<RoomEvent[], Rejection>;

/** What a rule may know besides the state. */
export type Circumstances = Stagehand & {
  readonly user: UserId;
  readonly now: number;
  /** Asked only by the few rules that need it: looking at every socket has a price. */
  readonly sightings: () => Sightings;
};

const reject = (code: Rejection["code"]): Decision => err({ code });
const happen = (...events: RoomEvent[]): Decision => ok(events);
const nothing: Decision = ok([]);

type DriverCommand = Extract<RoomCommand, { data: { fence: number } }>;
const isDriverCommand = (command: RoomCommand): command is DriverCommand => "fence" in command.data;

const decideStart = (state: RoomState, now: number): Decision => {
  if (isRunning(state, now)) return reject("already_running");
  const schedule = { index: 0, startedAt: now, lengthMs: lengthOf(state.plan, 0), pausedAt: null };
  return happen(...settleEnded(state), { name: "started", data: { plan: state.plan, schedule } });
};

const decideRunning = (state: RoomState, command: DriverCommand, now: number): Decision => {
  const { schedule } = state;
  if (schedule === null || !isRunning(state, now)) return reject("not_running");
  const here = reanchor(state.plan, schedule, now);
  switch (command.name) {
    case "pause":
      if (here.pausedAt !== null) return reject("already_paused");
      return happen({ name: "paused", data: { schedule: { ...here, pausedAt: now } } });
    case "resume": {
      if (here.pausedAt === null) return reject("not_paused");
      const startedAt = here.startedAt + (now - here.pausedAt);
      return happen({ name: "resumed", data: { schedule: { ...here, startedAt, pausedAt: null } } });
    }
    case "extend": {
      const extended = { ...here, lengthMs: here.lengthMs + command.data.ms };
      return happen({ name: "extended", data: { schedule: extended } });
    }
    case "skip":
      return happen(...settleCut(state, now), {
        name: "skipped",
        data: { schedule: nextPhase(state.plan, schedule, now) },
      });
    default:
      return happen({ name: "ended", data: { endedAt: now } });
  }
};

/** A phase that ended by itself while the end could be undone is settled here: what follows may move the anchor. */
const decideUndo = (state: RoomState, now: number): Decision => {
  const { session } = state;
  if (session === null || session.endedAt === null) return reject("not_ended");
  if (now >= session.endedAt + UNDO_END_MS) return reject("undo_expired");
  const undone = { ...state, session: { ...session, endedAt: null } };
  return happen({ name: "end_undone", data: {} }, ...settleOverdue(undone, now));
};

const decideDriver = (state: RoomState, command: DriverCommand, circumstances: Circumstances): Decision => {
  const { user, now } = circumstances;
  if (command.data.fence !== state.driver.fence) return reject("stale_fence");
  if (state.driver.holder !== user) return reject("not_driver");
  switch (command.name) {
    case "set_plan": {
      const running = isRunning(state, now) ? state.schedule : null;
      const schedule = running === null ? null : reanchor(state.plan, running, now);
      return happen(...(running === null ? settleEnded(state) : []), {
        name: "plan_set",
        data: { plan: command.data.plan, schedule },
      });
    }
    case "start":
      return decideStart(state, now);
    case "undo_end":
      return decideUndo(state, now);
    case "pass_driver":
      if (memberOf(state, command.data.to) === undefined) return reject("no_such_member");
      if (command.data.to === user) return nothing;
      return happen(driverChanged(state, command.data.to, "passed"));
    case "release_driver":
      return happen(driverChanged(state, null, "released"));
    case "show":
    case "go":
    case "play":
    case "hide":
      return decideSlideshow(state.show ?? null, command, user, now, circumstances);
    default:
      return decideRunning(state, command, now);
  }
};

/** A driver who leaves hands over in the same turn. */
const passOn = (state: RoomState, { user, now, sightings }: Circumstances): RoomEvent[] =>
  state.driver.holder === user ? [driverChanged(state, successor(state, sightings(), now), "left")] : [];

/**
 * The events a command leads to, none where there is nothing to change, or the reason why not.
 * `advance` has run before: what was overdue has happened.
 */
export const decide = (state: RoomState, command: RoomCommand, circumstances: Circumstances): Decision => {
  const { user, now, sightings } = circumstances;
  const member = memberOf(state, user);
  if (member === undefined) return reject("not_a_member");
  if (isDriverCommand(command)) return decideDriver(state, command, circumstances);
  switch (command.name) {
    case "claim_driver":
      if (state.driver.holder === user) return nothing;
      if (state.driver.holder !== null && !isLeaseVoid(state, sightings(), now)) return reject("driver_present");
      return happen(driverChanged(state, user, "claimed"));
    case "declare":
      if (member.goal === command.data.text && !member.done && member.debrief === null) return nothing;
      return happen({ name: "declared", data: { user, text: command.data.text } });
    case "complete":
      if (member.goal === null) return reject("no_goal");
      if (member.done === command.data.done) return nothing;
      return happen({ name: "completed", data: { user, done: command.data.done } });
    case "debrief":
      return happen({
        name: "debriefed",
        data: { user, text: command.data.text, mood: command.data.mood ?? null },
      });
    case "say":
      return isChatOpen(state, now)
        ? happen({ name: "said", data: { user, text: command.data.text } })
        : reject("chat_closed");
    case "leave": {
      const hidden: RoomEvent[] = leavesWith(state.show, state.driver.holder, user)
        ? [{ name: "hidden", data: { user } }]
        : [];
      return happen(...hidden, { name: "left", data: { user } }, ...passOn(state, circumstances));
    }
  }
};
