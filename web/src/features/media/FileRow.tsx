// A file one takes along: what it is called, what it is, how large.
import { Download, FileText, Lock } from "lucide-react";
import { useState } from "react";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { showToast } from "#web/ui/Toasts.tsx";
import { bytesText } from "./amounts.ts";
import type { Shown } from "./attached.ts";
import { freshUrl } from "./media-urls.ts";

/** The address says that it is a download, so the page stays where it is. */
export const saveMedia = async (id: string, name: string): Promise<boolean> => {
  const url = await freshUrl({ id, variant: "original" });
  if (url === null) return false;
  const link = document.createElement("a");
  link.href = `${url}&download=1`;
  link.download = name;
  link.click();
  return true;
};

export const useSaving = () => {
  const { t: words } = useLocale();
  const t = useMediaWords();
  return async (id: string, name: string) => {
    try {
      if (!(await saveMedia(id, name))) showToast(t.gone);
    } catch (error) {
      showToast(failureText(error, words));
    }
  };
};

export const FileRow = ({ media }: { media: Shown }) => {
  const { format } = useLocale();
  const t = useMediaWords();
  const save = useSaving();
  const [busy, setBusy] = useState(false);
  const kind = media.kind === "sealed" ? t.sealedFile : (media.type.split("/")[1] ?? "").toUpperCase();
  return (
    <button
      type="button"
      className="file-row"
      aria-disabled={busy || undefined}
      onClick={() => {
        if (busy) return;
        setBusy(true);
        void save(media.id, media.name).finally(() => setBusy(false));
      }}
    >
      <span className="file-mark">
        {media.kind === "sealed" ? <Lock className="icon" /> : <FileText className="icon" />}
      </span>
      <span className="grid min-w-0 grow text-start">
        <span className="truncate font-medium">{media.name}</span>
        <span className="text-xs text-ink-3">
          {kind} · {bytesText(format.tag, media.bytes)}
        </span>
      </span>
      <Download className="icon s" />
      <span className="sr-only">{t.download}</span>
    </button>
  );
};
