// What a line of the inbox says of a conversation: its newest message, shortened.
import type { ConversationState, LastMessage, MessageBody } from "#core/protocol/conversations.ts";
import { PREVIEW_CHARACTERS } from "#core/protocol/limits.ts";
import { summaryOf } from "../media/attached.ts";
import { memberOf } from "./conversation-state.ts";

const kindOf = (body: MessageBody | null): LastMessage["kind"] => body?.kind ?? "removed";

/** Whole characters: half of a pair would not survive the wire. */
const shorten = (text: string): string =>
  Array.from(text.slice(0, 2 * PREVIEW_CHARACTERS))
    .slice(0, PREVIEW_CHARACTERS)
    .join("");

/** The newest message of those that begin at `from`, as it is now; null where there is none. */
export const lastMessageFrom = (state: ConversationState, from: number): LastMessage | null => {
  const last = state.messages.at(-1);
  if (last === undefined || last.seq < from) return null;
  const { seq, at, user, body } = last;
  const attached = body?.kind === "plain" && body.text === "" ? summaryOf(body.attachments) : null;
  return {
    seq,
    at,
    user,
    name: memberOf(state, user)?.name ?? null,
    kind: kindOf(body),
    text: body?.kind === "plain" ? shorten(body.text) : null,
    ...(attached === null ? {} : { attached }),
  };
};
