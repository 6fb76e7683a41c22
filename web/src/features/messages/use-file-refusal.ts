// Files that are dropped or pasted are not sent yet: it is said, and the browser does not open them instead of the page.
import type { ClipboardEvent, DragEvent } from "react";
import { useTalk } from "#web/messages/talk.ts";
import { showToast } from "#web/ui/Toasts.tsx";

const carriesFiles = (data: DataTransfer): boolean => data.types.includes("Files");

export const useFileRefusal = () => {
  const t = useTalk();
  return {
    onDragOver(event: DragEvent) {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
    },
    onDrop(event: DragEvent) {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      showToast(t.noFilesYet);
    },
    /** A picture copied with its words is pasted as words. */
    onPaste(event: ClipboardEvent) {
      if (!carriesFiles(event.clipboardData) || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      showToast(t.noFilesYet);
    },
  };
};
