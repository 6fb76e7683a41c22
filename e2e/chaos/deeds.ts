// What people do in a run: one command after another, most of them sensible, some of them refused.
import { pick, type Random } from "../../core/domain/seeded-random.fixture.ts";
import type { RoomState } from "../../core/domain/lock-in/room-state.ts";
import type { ConversationState } from "../../core/protocol/conversations.ts";

export type Deed = readonly [name: string, data: Record<string, unknown>];

const EMOJI = ["👍", "🎉", "❤️", "nope"];
const LONG = "lang ".repeat(2_900);

/**
 * `text` is unique in the whole run, so that what happened twice can be told. A marker moves once a minute (C11): whoever
 * has sent one does something else, as pages do; a second one would wait, and all that was said after it.
 */
export const talkDeed = (
  roll: Random,
  state: ConversationState | null,
  user: string,
  text: string,
  composedAt: number,
  isLong: boolean,
  hasRead: boolean,
): Deed => {
  const dice = roll();
  const body = { kind: "plain", text: isLong ? `${text} ${LONG}` : text };
  const messages = state?.messages ?? [];
  const own = pick(
    roll,
    messages.filter((message) => message.user === user),
  );
  const any = pick(roll, messages);
  if (dice < 0.6 || any === undefined) return ["send", { body, composedAt }];
  if (dice < 0.68 && own !== undefined)
    return ["edit", { seq: own.seq, body: { kind: "plain", text: `${text} edited` } }];
  if (dice < 0.74 && own !== undefined) return ["remove", { seq: own.seq }];
  if (dice < 0.86) return ["react", { seq: any.seq, emoji: pick(roll, EMOJI), on: roll() < 0.7 }];
  if (dice < 0.9) return ["pin", { seq: any.seq, on: roll() < 0.6 }];
  if (dice < 0.93 && !hasRead) return ["read", { upTo: any.seq }];
  if (dice < 0.96) return ["rename", { title: text }];
  return (
    pick(roll, [
      ["claim_driver", {}],
      ["no_such_command", {}],
      ["send", { body: 1 }],
    ] as const) ?? ["claim_driver", {}]
  );
};

const PLAN = { focusMs: 40_000, breakMs: 10_000, longBreakMs: 10_000, longBreakEvery: 0, rounds: null };

export const roomDeed = (roll: Random, state: RoomState | null, text: string): Deed => {
  const dice = roll();
  const fence = state?.driver.fence ?? 0;
  if (dice < 0.5) return ["say", { text }];
  if (dice < 0.65) return ["declare", { text }];
  if (dice < 0.75) return ["complete", { done: roll() < 0.5 }];
  if (dice < 0.8) return ["claim_driver", {}];
  const driven: readonly Deed[] = [
    ["start", { fence }],
    ["pause", { fence }],
    ["resume", { fence }],
    ["skip", { fence }],
    ["extend", { fence, ms: 5_000 }],
    ["release_driver", { fence }],
    ["set_plan", { fence, plan: PLAN }],
    ["say", { text: 1 }],
  ];
  return pick(roll, driven) ?? ["claim_driver", {}];
};
