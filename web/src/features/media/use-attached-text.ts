// Attached files in a few words of the language that is shown.
import { useCallback } from "react";
import type { AttachedSummary } from "#core/protocol/media.ts";
import { useMediaWords } from "#web/messages/media.ts";
import { attachedText } from "./attached-text.ts";

export const useAttachedText = (): ((attached: AttachedSummary) => string) => {
  const { lines } = useMediaWords();
  return useCallback((attached) => attachedText(attached, lines), [lines]);
};
