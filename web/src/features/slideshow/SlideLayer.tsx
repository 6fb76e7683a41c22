// One slide, loaded before it is seen: a picture that is decoded, or sound and film that can play at once.
import { FileQuestionMark, Music, Volume2 } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { Button } from "#web/ui/Button.tsx";
import type { SlideSource } from "./slide-source.ts";
import { useSlideSource } from "./slide-sources.ts";
import { useSyncedPlayback } from "./use-synced-playback.ts";

export type ShownSlide = { readonly mediaId: string; readonly caption: string };

/** What everybody hears together. */
export type Together = { readonly show: Slideshow; readonly skewMs: number; readonly isMuted: boolean };

type LayerProps = {
  readonly slide: ShownSlide;
  readonly index: number;
  readonly isOn: boolean;
  readonly label: string;
  /** null where this page plays for itself. */
  readonly together: Together | null;
  readonly onReady: (index: number) => void;
};

const AGAIN_MS = 3_000;

const Picture = ({ url, label, onReady }: { url: string; label: string; onReady: () => void }) => {
  const [tries, setTries] = useState(0);
  const loaded = (image: HTMLImageElement) => {
    // Decoded now, so that turning to it paints at once.
    image.decode().then(onReady, () => undefined);
  };
  const failed = () => afterMs(AGAIN_MS, () => setTries((count) => count + 1));
  return (
    <img
      key={tries}
      src={url}
      alt={label}
      draggable={false}
      onLoad={(event) => loaded(event.currentTarget)}
      onError={failed}
    />
  );
};

const Player = ({
  source,
  index,
  isOn,
  label,
  together,
  onReady,
}: Omit<LayerProps, "slide"> & { source: Extract<SlideSource, { kind: "audio" | "video" }> }) => {
  const t = useDeckWords();
  const player = useRef<HTMLVideoElement & HTMLAudioElement>(null);
  const isFollowing = together !== null;
  const { isBlocked, retry } = useSyncedPlayback(player, together?.show ?? null, index, together?.skewMs ?? 0);
  useEffect(() => {
    if (!isFollowing && !isOn) player.current?.pause();
  }, [isFollowing, isOn]);
  const common = {
    src: source.url,
    preload: "auto",
    controls: !isFollowing,
    muted: together?.isMuted ?? false,
    "aria-label": label,
    tabIndex: isOn && !isFollowing ? 0 : -1,
    onCanPlay: () => onReady(index),
  } as const;
  return (
    <>
      {source.kind === "video" ? (
        // What is said in it, people bring themselves; the caption stands below.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <video
          {...common}
          ref={player as RefObject<HTMLVideoElement | null>}
          playsInline
          {...(source.poster === null ? {} : { poster: source.poster })}
        />
      ) : (
        <div className="slide-sound">
          <Music className="icon" />
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
          <audio {...common} ref={player as RefObject<HTMLAudioElement | null>} />
        </div>
      )}
      {isOn && isBlocked && (
        <Button className="slide-tap" look="ink" onClick={retry}>
          <Volume2 className="icon s" />
          {t.soundBlocked}
        </Button>
      )}
    </>
  );
};

export const SlideLayer = (props: LayerProps) => {
  const { slide, index, isOn, label, onReady } = props;
  const t = useDeckWords();
  const source = useSlideSource(slide.mediaId);
  const [isReady, setReady] = useState(false);
  const ready = () => {
    setReady(true);
    onReady(index);
  };
  return (
    <div className="slide-layer" data-index={index} data-on={isOn} data-ready={isReady} aria-hidden={!isOn}>
      {source === null ? null : source.kind === "none" ? (
        <p className="slide-note">
          <FileQuestionMark className="icon" />
          {t.notOpen}
        </p>
      ) : source.kind === "image" ? (
        <Picture url={source.url} label={label} onReady={ready} />
      ) : (
        <Player {...props} source={source} onReady={ready} />
      )}
      {isOn && !isReady && source?.kind !== "none" && (
        <span className="slide-wait skel" role="img" aria-label={t.loading} />
      )}
    </div>
  );
};
