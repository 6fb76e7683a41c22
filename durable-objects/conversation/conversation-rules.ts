// The rules of a conversation as the engine wants them: schemas at the door, `core/domain/conversations` behind it.
import { memberOf, viewFrom, visibleFrom } from "#core/domain/conversations/conversation-state.ts";
import { type Circumstances, decide } from "#core/domain/conversations/decide.ts";
import { evolve } from "#core/domain/conversations/evolve.ts";
import { eventFrom, type SequencedConversationEvent } from "#core/domain/conversations/folding.ts";
import { err, ok } from "#core/domain/result.ts";
import {
  CONVERSATION_COMMANDS,
  type ConversationCommand,
  type ConversationCommandName,
  type ConversationState,
} from "#core/protocol/conversations.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { usualSend } from "#core/domain/usual-frames.ts";
import type { LiveRules } from "../shell/live-rules.ts";

const isCommandName = (name: string): name is ConversationCommandName => Object.hasOwn(CONVERSATION_COMMANDS, name);

/** What the rules must know besides state and command. */
export type Surroundings = Omit<Circumstances, "user" | "now" | "lastReadAt">;

export const conversationRules = (
  surroundings: () => Surroundings,
): Omit<
  LiveRules<ConversationState, ConversationCommand>,
  "signal" | "welcomed" | "appended" | "settled" | "nextWake" | "advance"
> => {
  /** In memory only: forgotten with the instance, one marker may come sooner. */
  const readAt = new Map<string, number>();
  return {
    parseCommand: (name, data) => {
      const send = name === "send" ? usualSend(data) : null;
      if (send !== null) return ok({ name: "send", data: send });
      if (!isCommandName(name)) return err({ code: "unknown_command" });
      const parsed = CONVERSATION_COMMANDS[name].safeParse(data);
      if (parsed.success) return ok({ name, data: parsed.data } as ConversationCommand);
      const issue = parsed.error.issues[0];
      return err({ code: "invalid", detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` });
    },
    decide: (state, command, id, now) => {
      const user = id as UserId;
      const circumstances = { ...surroundings(), user, now, lastReadAt: readAt.get(user) ?? null };
      const decided = decide(state, command, circumstances);
      if (decided.ok && command.name === "read" && decided.value.length > 0) readAt.set(user, now);
      return decided;
    },
    evolve: (state, event) => evolve(state, event as SequencedConversationEvent),
    isMember: (state, user) => memberOf(state, user) !== undefined,
    visibleFrom,
    view: viewFrom,
    viewEvent: eventFrom,
    mustReplay: (state) => state.conversation.encryption === "mls",
    endsFlush: ({ name }) => name === "member_removed" || name === "left",
  };
};
