// Everything one has uploaded: how much room it takes, by kind, opened, taken along, deleted everywhere.
import { ChevronLeft, Upload } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { partOf } from "#core/domain/media/attached.ts";
import type { MediaKind } from "#core/protocol/media.ts";
import { useOnline } from "#web/lib/connection.ts";
import { useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { Banner, EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons, Skeleton } from "#web/ui/Skeleton.tsx";
import { bytesText } from "./amounts.ts";
import { AudioPlayer } from "./AudioPlayer.tsx";
import { isSeen, shownOf } from "./attached.ts";
import { LibraryRow } from "./LibraryRow.tsx";
import type { MediaView } from "./media-api.ts";
import { UsesDialog } from "./UsesDialog.tsx";
import { UploadLine } from "./UploadLine.tsx";
import { addFiles } from "./uploads.ts";
import { useLibrary } from "./use-library.ts";

const Viewer = lazy(() => import("./Viewer.tsx").then((module) => ({ default: module.Viewer })));

const KINDS = ["all", "image", "video", "audio", "document"] as const satisfies readonly (MediaKind | "all")[];
type Kind = (typeof KINDS)[number];

const Usage = ({ usage }: { usage: ReturnType<typeof useLibrary>["usage"] }) => {
  const t = useMediaWords();
  const { format } = useLocale();
  const { data } = usage;
  if (data === undefined) return usage.isPending ? <Skeleton height={38} width="320px" /> : null;
  const { usedBytes, quotaBytes, files } = data;
  return (
    <div className="max-w-[420px]">
      <p className="flex justify-between gap-4 text-sm text-ink-2 tabular">
        <span>{t.usageOf(bytesText(format.tag, usedBytes), bytesText(format.tag, quotaBytes))}</span>
        <span>{t.files(files)}</span>
      </p>
      <progress className="usage-bar" max={quotaBytes} value={usedBytes} aria-label={t.usage} />
    </div>
  );
};

const add = (files: readonly File[]) =>
  void addFiles(
    files.map((file) => ({ file })),
    null,
  );

const OwnLibrary = ({ user }: { user: string }) => {
  const { t: words } = useLocale();
  const t = useMediaWords();
  const decks = useDeckWords();
  const online = useOnline();
  const input = useRef<HTMLInputElement>(null);
  const [kind, setKind] = useState<Kind>("all");
  const [asked, setAsked] = useState<MediaView | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const { usage, list, items, uploading, remove } = useLibrary(user, kind === "all" ? null : kind);

  const shown = items
    .flatMap((media) => (media.status === "ready" ? [shownOf(media)] : []))
    .filter((one) => one !== null);
  const current = shown.find(({ id }) => id === opened);
  const close = () => setOpened(null);
  return (
    // Files are dropped anywhere on the page; the button is where they are chosen by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="page"
      onDragOver={(event) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        add([...event.dataTransfer.files]);
      }}
    >
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <ButtonLink look="quiet" iconOnly className="-ms-3" to="/settings" aria-label={words.back}>
          <ChevronLeft className="icon rtl:-scale-x-100" />
        </ButtonLink>
        <h1 className="title grow">{t.library}</h1>
        <ButtonLink to="/decks">{decks.title}</ButtonLink>
        <Button look="ink" onClick={() => input.current?.click()}>
          <Upload className="icon s" />
          {t.upload}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-hidden="true"
          onChange={({ target }) => {
            add([...(target.files ?? [])]);
            target.value = "";
          }}
        />
      </div>
      <p className="mb-4 max-w-[56ch] text-ink-2">{t.libraryText}</p>
      {!online && (
        <div className="mb-4">
          <Banner tone="offline">{t.libraryOffline}</Banner>
        </div>
      )}
      <Usage usage={usage} />
      {uploading.length > 0 && (
        <section className="mt-6 max-w-[640px]" aria-label={t.uploading}>
          <ul className="upload-list">
            {uploading.map((upload) => (
              <UploadLine key={upload.id} upload={upload} />
            ))}
          </ul>
        </section>
      )}
      <div className="library-filter mt-6 mb-2" role="group" aria-label={t.filter}>
        {KINDS.map((one) => (
          <button key={one} type="button" aria-pressed={one === kind} onClick={() => setKind(one)}>
            {t.kinds[one]}
          </button>
        ))}
      </div>
      {list.isPending ? (
        <RowSkeletons rows={5} />
      ) : list.isError && items.length === 0 ? (
        <LoadFailure error={list.error} retry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        kind === "all" ? (
          uploading.length === 0 && <EmptyState title={t.libraryEmpty} text={t.libraryEmptyText} />
        ) : (
          <p className="py-4 text-ink-2">{t.noneOfKind}</p>
        )
      ) : (
        <ul className="library-list">
          {items.map((media) => (
            <LibraryRow key={media.id} media={media} open={setOpened} remove={remove} showUses={setAsked} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button className="mt-4" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.moreFiles}
        </Button>
      )}
      {asked !== null && <UsesDialog media={asked} onClose={() => setAsked(null)} />}
      {current !== undefined && partOf(current) === "sound" && (
        <Dialog title={current.name} open onClose={close}>
          <AudioPlayer media={current} isNamed={false} />
        </Dialog>
      )}
      <Suspense fallback={null}>
        {current !== undefined && isSeen(current) && (
          <Viewer items={shown.filter(isSeen)} first={current.id} onClose={close} />
        )}
      </Suspense>
    </div>
  );
};

export const Library = () => {
  const { t: words } = useLocale();
  const t = useMediaWords();
  const session = useSession();
  useTitle(t.library, words.product);
  return session.kind === "signed_in" ? <OwnLibrary key={session.user.id} user={session.user.id} /> : null;
};
