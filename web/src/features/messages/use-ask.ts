// Asks the conversation for something and says in words why it could not be.
import { useCallback } from "react";
import type { ConversationCommand, ConversationCommandName, ConversationState } from "#core/protocol/conversations.ts";
import type { LiveActor } from "#web/lib/live.ts";
import { useTalk } from "#web/messages/talk.ts";
import type { Talk } from "#web/messages/en-talk.ts";
import { showToast } from "#web/ui/Toasts.tsx";

type DataOf<N extends ConversationCommandName> = Extract<ConversationCommand, { name: N }>["data"];
export type Ask = <N extends ConversationCommandName>(name: N, data: DataOf<N>) => Promise<boolean>;

/** Already so: nothing a person needs to hear of. */
const QUIET: ReadonlySet<string> = new Set(["stale"]);

export const rejectionText = (code: string, t: Talk): string => {
  const words: Record<string, string> = t.rejected;
  return words[code] ?? t.rejected.other;
};

export const useAsk = (actor: LiveActor<ConversationState>): Ask => {
  const t = useTalk();
  return useCallback(
    async (name, data) => {
      const settled = await actor.command(name, { ...data });
      if (!settled.ok && !QUIET.has(settled.code)) showToast(rejectionText(settled.code, t));
      return settled.ok;
    },
    [actor, t],
  );
};
