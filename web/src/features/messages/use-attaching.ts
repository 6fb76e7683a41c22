// Files for the next message: chosen, dropped or pasted; they begin to go up at once and lie beside the field until it is sent.
import { type ClipboardEvent, type DragEvent, useMemo, useState } from "react";
import { MAX_ATTACHMENTS } from "#core/protocol/media-limits.ts";
import { measureAudio } from "#web/features/media/measure-audio.ts";
import type { Upload } from "#web/features/media/upload-progress.ts";
import type { NewFile } from "#web/features/media/new-upload.ts";
import { addFiles, useUploads } from "#web/features/media/uploads.ts";
import { useMediaWords } from "#web/messages/media.ts";
import { showToast } from "#web/ui/Toasts.tsx";

const carriesFiles = (data: DataTransfer): boolean => data.types.includes("Files");

/** Sound brings along how loud it is where, so that others see it before they hear it. */
const described = async (file: File): Promise<NewFile> => {
  const measured = file.type.startsWith("audio/") ? await measureAudio(file) : null;
  return measured === null ? { file } : { file, ...measured };
};

export type Attaching = {
  /** Beside the field, not sent yet. */
  readonly staged: readonly Upload[];
  readonly attach: (files: readonly File[]) => void;
  readonly isOver: boolean;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
};

/** `refusal`: why nothing can be attached now; null where it can. */
export const useAttaching = (conversation: string, refusal: string | null): Attaching => {
  const t = useMediaWords();
  const { uploads } = useUploads();
  const [isOver, setOver] = useState(false);
  const staged = useMemo(
    () =>
      uploads.filter((upload) => upload.conversation === conversation && upload.message === null && !upload.isVoice),
    [uploads, conversation],
  );

  const attach = (files: readonly File[]) => {
    if (files.length === 0) return;
    if (refusal !== null) return showToast(refusal);
    const room = MAX_ATTACHMENTS - staged.length;
    if (files.length > room) showToast(t.tooMany(MAX_ATTACHMENTS));
    void Promise.all(files.slice(0, Math.max(0, room)).map(described)).then((all) => addFiles(all, conversation));
  };

  return {
    staged,
    attach,
    isOver,
    onDragOver(event) {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      setOver(refusal === null);
    },
    onDragLeave(event) {
      const { relatedTarget, currentTarget } = event;
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
    },
    onDrop(event) {
      setOver(false);
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      attach([...event.dataTransfer.files]);
    },
    /** A picture copied with its words is pasted as words. */
    onPaste(event) {
      if (!carriesFiles(event.clipboardData) || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      attach([...event.clipboardData.files]);
    },
  };
};
