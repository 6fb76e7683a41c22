// Pictures and films over the whole screen: the next, the previous, larger, smaller, taken along; Escape goes back.
import { Dialog } from "@base-ui/react/dialog";
import { ChevronLeft, ChevronRight, Download, Maximize, X, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { partOf } from "#core/domain/media/attached.ts";
import { useMediaWords } from "#web/messages/media.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import type { Shown } from "./attached.ts";
import { useSaving } from "./FileRow.tsx";
import { renewUrl, useMediaUrl } from "./media-urls.ts";
import { Picture } from "./Picture.tsx";
import { useZoom } from "./use-zoom.ts";
import { type Extent, fitInto } from "./zoom.ts";

const STEP = 1.4;
const DRAG_PX = 80;

const useExtent = (): readonly [React.RefObject<HTMLDivElement | null>, Extent] => {
  const element = useRef<HTMLDivElement>(null);
  const [extent, setExtent] = useState<Extent>({ width: innerWidth, height: Math.max(1, innerHeight - 60) });
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(() =>
      setExtent({ width: Math.max(1, current.clientWidth), height: Math.max(1, current.clientHeight) }),
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [element, extent];
};

const Film = ({ media }: { media: Shown }) => {
  const t = useMediaWords();
  const original = useMediaUrl(media.id, "original");
  const poster = useMediaUrl(media.id, "poster");
  const [failures, setFailures] = useState(0);
  if (original.kind === "refused" || failures > 1) {
    return <p className="text-ink-2">{original.kind === "refused" ? t.gone : t.notPlayable}</p>;
  }
  return (
    // Nobody has written captions for what people film.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    <video
      key={failures}
      controls
      playsInline
      aria-label={media.name}
      {...(original.kind === "url" ? { src: original.url } : {})}
      {...(poster.kind === "url" ? { poster: poster.url } : {})}
      onError={() => {
        setFailures(failures + 1);
        renewUrl({ id: media.id, variant: "original" });
      }}
    />
  );
};

const Stage = ({ media, step }: { media: Shown; step: (by: -1 | 1) => void }) => {
  const t = useMediaWords();
  const [stage, extent] = useExtent();
  const isFilm = partOf(media) === "film";
  const size = { width: media.width ?? extent.width, height: media.height ?? extent.height };
  const fit = fitInto(size, extent);
  const { view, zoomBy, moveBy, whole, handlers } = useZoom({ stage, fit, isZoomable: !isFilm, onSwipe: step });

  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      const { key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || isFilm) return;
      if (key === "+" || key === "=") zoomBy(STEP);
      else if (key === "-") zoomBy(1 / STEP);
      else if (key === "0") whole();
      else if (view.scale > 1 && key === "ArrowUp") moveBy({ x: 0, y: DRAG_PX });
      else if (view.scale > 1 && key === "ArrowDown") moveBy({ x: 0, y: -DRAG_PX });
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });

  return (
    <div ref={stage} className="viewer-stage" data-zoomed={view.scale > 1 || undefined} {...handlers}>
      {isFilm ? (
        <Film media={media} />
      ) : (
        <span
          className="viewer-fit"
          data-scale={view.scale.toFixed(2)}
          style={{
            inlineSize: fit.width,
            blockSize: fit.height,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
          }}
        >
          <Picture
            media={media}
            variant={view.scale > 1 || media.type === "image/gif" ? "original" : "preview"}
            alt={media.name}
          />
        </span>
      )}
      {!isFilm && (
        <span className="absolute bottom-3 end-3 flex gap-1 rounded-sm bg-raised only-wide">
          <Button look="quiet" iconOnly aria-label={t.zoomOut} onClick={() => zoomBy(1 / STEP)}>
            <ZoomOut className="icon s" />
          </Button>
          <Button look="quiet" iconOnly aria-label={t.zoomWhole} onClick={whole}>
            <Maximize className="icon s" />
          </Button>
          <Button look="quiet" iconOnly aria-label={t.zoomIn} onClick={() => zoomBy(STEP)}>
            <ZoomIn className="icon s" />
          </Button>
        </span>
      )}
    </div>
  );
};

export const Viewer = ({ items, first, onClose }: { items: readonly Shown[]; first: string; onClose: () => void }) => {
  const t = useMediaWords();
  const { t: words } = useLocale();
  const save = useSaving();
  const [current, setCurrent] = useState(first);
  const index = Math.max(
    0,
    items.findIndex(({ id }) => id === current),
  );
  const media = items[index];
  const step = (by: -1 | 1) => {
    const next = items[index + by];
    if (next !== undefined) setCurrent(next.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLVideoElement) return;
    const isMirrored = getComputedStyle(event.currentTarget).direction === "rtl";
    if (event.key === "ArrowRight") step(isMirrored ? -1 : 1);
    else if (event.key === "ArrowLeft") step(isMirrored ? 1 : -1);
    else return;
    event.preventDefault();
  };
  if (media === undefined) return null;
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Popup className="viewer" data-theme="dark" onKeyDown={onKeyDown}>
          <div className="viewer-head">
            <Dialog.Title className="min-w-0 grow truncate text-sm font-medium">{media.name}</Dialog.Title>
            {items.length > 1 && (
              <span className="tabular px-2 text-sm text-ink-2" role="status">
                {t.position(index + 1, items.length)}
              </span>
            )}
            <Button
              look="quiet"
              iconOnly
              aria-label={t.downloadName(media.name)}
              onClick={() => void save(media.id, media.name)}
            >
              <Download className="icon" />
            </Button>
            <Button look="quiet" iconOnly aria-label={words.close} onClick={onClose}>
              <X className="icon" />
            </Button>
          </div>
          <div className="relative grid min-h-0">
            <Stage key={media.id} media={media} step={step} />
            {index > 0 && (
              <Button
                look="quiet"
                iconOnly
                className="viewer-step previous only-wide"
                aria-label={t.previous}
                onClick={() => step(-1)}
              >
                <ChevronLeft className="icon rtl:-scale-x-100" />
              </Button>
            )}
            {index < items.length - 1 && (
              <Button
                look="quiet"
                iconOnly
                className="viewer-step next only-wide"
                aria-label={t.next}
                onClick={() => step(1)}
              >
                <ChevronRight className="icon rtl:-scale-x-100" />
              </Button>
            )}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
