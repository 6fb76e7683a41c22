// A conversation as a page sees it: what it changes is shown at once, by the conversation's own rules.
import { decide } from "#core/domain/conversations/decide.ts";
import { evolve } from "#core/domain/conversations/evolve.ts";
import type { SequencedConversationEvent } from "#core/domain/conversations/folding.ts";
import type { ConversationCommand, ConversationState } from "#core/protocol/conversations.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { LONG_POLL_MAX_S } from "#core/protocol/limits.ts";
import { serverNow } from "./clock.ts";
import { type LiveActor, type LiveRules, openLive } from "./live.ts";
import { isOnStage, NO_STAGE } from "./unforeseen.ts";

const CONVERSATION_RULES: LiveRules<ConversationState> = {
  evolve: (state, event) => evolve(state, event as SequencedConversationEvent),
  foresee: (state, head, user, command) => {
    // What waits to be sent has its own rows: a message has no place in the order before it arrived.
    if (command.name === "send" || isOnStage(command)) return state;
    const at = serverNow();
    const decided = decide(state, command as ConversationCommand, {
      user: user as UserId,
      now: at,
      head,
      lastReadAt: null,
      isBlocked: false,
      olderMessage: () => null,
      isAway: () => false,
      ...NO_STAGE,
    });
    if (!decided.ok) return state;
    const step = (before: ConversationState, event: (typeof decided.value)[number], index: number) =>
      evolve(before, { ...event, seq: head + 1 + index, at, by: null } as SequencedConversationEvent);
    return decided.value.reduce(step, state);
  },
  pollWaitS: LONG_POLL_MAX_S,
  wantsRtt: true,
};

export const openConversation = (id: string, user: string): LiveActor<ConversationState> =>
  openLive(id, user, CONVERSATION_RULES);
