// Removing can be undone for a moment: it is said to the others when that moment has passed, or the page is left.
import { useCallback } from "react";
import { useTalk } from "#web/messages/talk.ts";
import { useUndoable } from "#web/ui/use-undoable.ts";
import type { Ask } from "./use-ask.ts";

export const useRemovals = (ask: Ask) => {
  const t = useTalk();
  const { waiting, begin } = useUndoable(useCallback((seq: number) => ask("remove", { seq }), [ask]));
  const remove = useCallback((seq: number) => begin(seq, t.removing), [begin, t]);
  return { waiting, remove };
};
