// Asks the room or conversation for something on the stage, and says in words why it could not be.
import { useCallback } from "react";
import type { DRIVER_COMMANDS, SlideshowCommand } from "#core/protocol/slideshow.ts";
import type { z } from "zod";
import type { LiveActor } from "#web/lib/live.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { showToast } from "#web/ui/Toasts.tsx";

type DriverCommand = {
  [N in keyof typeof DRIVER_COMMANDS]: { readonly name: N; readonly data: z.infer<(typeof DRIVER_COMMANDS)[N]> };
}[keyof typeof DRIVER_COMMANDS];
export type AskStage = (command: SlideshowCommand | DriverCommand) => Promise<boolean>;

/** Already so, or overtaken by a later wish: nothing a person needs to hear of. */
const QUIET: ReadonlySet<string> = new Set(["stale", "nothing_shown"]);

export const useStageCommands = <State>(actor: LiveActor<State>): AskStage => {
  const t = useDeckWords();
  return useCallback(
    async ({ name, data }) => {
      const settled = await actor.command(name, { ...data });
      const words: Record<string, string> = t.rejected;
      if (!settled.ok && !QUIET.has(settled.code)) showToast(words[settled.code] ?? t.rejected.other);
      return settled.ok;
    },
    [actor, t],
  );
};
