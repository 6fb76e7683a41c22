// Who presents in a conversation, and what is shown there. The first to show a deck drives; a room's clock has its own driver.
import type { ConversationCommand, ConversationEvent, ConversationState } from "#core/protocol/conversations.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { Driver, DriverReason } from "#core/protocol/slideshow.ts";
import { err, ok, type Result } from "../result.ts";
import { decideSlideshow, type SlideshowRejection, type Stagehand } from "../slideshow/decide.ts";
import { isAbandoned, leavesWith } from "../slideshow/endings.ts";
import { withoutShow } from "../slideshow/evolve.ts";
import { mayModerate, memberOf } from "./conversation-state.ts";

/** As in a room: reloads and short cuts are no goodbye. */
export const PRESENTER_GRACE_MS = 8_000;

const NAMES = ["show", "go", "play", "hide", "claim_driver", "pass_driver", "release_driver"] as const;
export type PresentingCommand = Extract<ConversationCommand, { name: (typeof NAMES)[number] }>;

export const isPresentingCommand = (command: ConversationCommand): command is PresentingCommand =>
  (NAMES as readonly string[]).includes(command.name);

type Refusal =
  | SlideshowRejection
  | {
      readonly code:
        | "not_driver"
        | "stale_fence"
        | "driver_present"
        | "no_such_member"
        | "nothing_shown"
        | "wrong_encryption";
    };
type Decision = Result<ConversationEvent[], Refusal>;

/** What these rules may know besides the state. */
export type Hall = Stagehand & {
  readonly user: UserId;
  readonly now: number;
  readonly isAway: (user: UserId) => boolean;
};

const NOBODY: Driver = { holder: null, fence: 0 };
export const driverOf = ({ driver }: ConversationState): Driver => driver ?? NOBODY;

const reject = (code: Extract<Refusal, { code: string }>["code"]): Decision => err({ code } as Refusal);

const driverChanged = (state: ConversationState, holder: UserId | null, reason: DriverReason): ConversationEvent => ({
  name: "driver_changed",
  data: { holder, fence: driverOf(state).fence + 1, reason },
});

const decideClaim = (state: ConversationState, { user, isAway }: Hall): Decision => {
  const { holder } = driverOf(state);
  if (holder === user) return ok([]);
  if (state.show === undefined) return reject("nothing_shown");
  const isHost = state.conversation.kind === "group" && mayModerate(state, user);
  if (holder !== null && !isHost && !isAway(holder)) return reject("driver_present");
  return ok([driverChanged(state, user, "claimed")]);
};

export const decidePresenting = (state: ConversationState, command: PresentingCommand, hall: Hall): Decision => {
  const { user, now } = hall;
  // Media of a deck are not sealed: nothing of what is said here may depend on them.
  if (state.conversation.encryption === "mls") return reject("wrong_encryption");
  if (command.name === "claim_driver") return decideClaim(state, hall);
  const { holder, fence } = driverOf(state);
  if (command.data.fence !== fence) return reject("stale_fence");
  const begins = command.name === "show" && holder === null;
  if (holder !== user && !begins) return reject("not_driver");
  switch (command.name) {
    case "pass_driver":
      if (memberOf(state, command.data.to) === undefined) return reject("no_such_member");
      return ok(command.data.to === user ? [] : [driverChanged(state, command.data.to, "passed")]);
    case "release_driver":
      return ok([driverChanged(state, null, "released")]);
    default: {
      const decided = decideSlideshow(state.show ?? null, command, user, now, hall);
      if (!decided.ok) return decided;
      if (begins) return ok([driverChanged(state, user, "claimed"), ...decided.value]);
      return ok(command.name === "hide" ? [...decided.value, driverChanged(state, null, "released")] : decided.value);
    }
  }
};

/** A presenter takes the show along, but for one that somebody else goes on with. */
export const withoutPresenter = (state: ConversationState, user: UserId): ConversationState => {
  const { holder, fence } = driverOf(state);
  const ended = leavesWith(state.show, holder, user) ? withoutShow(state) : state;
  return holder === user ? { ...ended, driver: { holder: null, fence: fence + 1 } } : ended;
};

/** Somebody comes in and nobody else is there: what has not moved for long is over. */
export const abandon = (state: ConversationState, now: number): ConversationEvent[] => {
  if (state.show === undefined || !isAbandoned(state.show, now)) return [];
  return [{ name: "hidden", data: { user: null } }, driverChanged(state, null, "lost")];
};
