// One file of the library: what it looks like, what it is, what can be done with it.
import { Ellipsis, FileAudio, FileText, Lock } from "lucide-react";
import { partOf } from "#core/domain/media/attached.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { Menu } from "#web/ui/Menu.tsx";
import { bytesText, lengthText } from "./amounts.ts";
import { shownOf } from "./attached.ts";
import { useSaving } from "./FileRow.tsx";
import type { MediaView } from "./media-api.ts";
import { Picture } from "./Picture.tsx";

const Thumb = ({ media }: { media: MediaView }) => {
  const shown = media.status === "ready" ? shownOf(media) : null;
  const part = shown === null ? "file" : partOf(shown);
  return (
    <span className="library-thumb">
      {shown !== null && (part === "picture" || part === "film") ? (
        <Picture media={shown} variant="thumb" alt="" />
      ) : part === "sound" ? (
        <FileAudio className="icon" />
      ) : media.sealed ? (
        <Lock className="icon" />
      ) : (
        <FileText className="icon" />
      )}
    </span>
  );
};

type LibraryRowProps = {
  readonly media: MediaView;
  readonly open: (id: string) => void;
  readonly remove: (media: MediaView) => void;
  readonly showUses: (media: MediaView) => void;
};

export const LibraryRow = ({ media, open, remove, showUses }: LibraryRowProps) => {
  const t = useMediaWords();
  const { format } = useLocale();
  const save = useSaving();
  const { id, name, status, reason, bytes, durationMs, createdAt } = media;
  const faults: Record<string, string> = t.fault;
  const isReady = status === "ready";
  const facts = [
    ...(isReady ? [] : [t.status[status]]),
    bytesText(format.tag, bytes),
    ...(durationMs === null ? [] : [lengthText(durationMs)]),
    format.dateOf(createdAt),
  ];
  const shown = shownOf(media);
  const seen = isReady && shown !== null && partOf(shown) !== "file";
  return (
    <li>
      <button
        type="button"
        className="library-open"
        aria-disabled={!isReady || undefined}
        onClick={() => {
          if (seen) open(id);
          else if (isReady) void save(id, name);
        }}
      >
        <Thumb media={media} />
        <span className="grid min-w-0 grow">
          <span className="truncate font-medium">{name}</span>
          <span className="truncate text-sm text-ink-3">{facts.join(" · ")}</span>
          {status === "refused" && (
            <span className="text-sm text-danger-ink">{faults[reason ?? ""] ?? t.fault.other}</span>
          )}
        </span>
      </button>
      <Menu
        label={t.actions(name)}
        icon={<Ellipsis className="icon s" />}
        entries={[
          ...(isReady
            ? [
                { key: "download", label: t.download, run: () => void save(id, name) },
                { key: "uses", label: t.usedIn, run: () => showUses(media) },
              ]
            : []),
          { key: "delete", label: t.delete, danger: true, run: () => remove(media) },
        ]}
      />
    </li>
  );
};
