// A picture or the still of a film in its place: first its colours, then itself; gone says so.
import { Play } from "lucide-react";
import { type CSSProperties, useMemo, useState } from "react";
import { thumbHashToDataURL } from "thumbhash";
import { partOf } from "#core/domain/media/attached.ts";
import type { MediaVariant } from "#core/protocol/media.ts";
import { useMediaWords } from "#web/messages/media.ts";
import { lengthText } from "./amounts.ts";
import type { Shown } from "./attached.ts";
import { renewUrl, useMediaUrl } from "./media-urls.ts";

export const usePlaceholder = (placeholder: string | null): string | undefined =>
  useMemo(() => {
    if (placeholder === null) return undefined;
    try {
      return thumbHashToDataURL(Uint8Array.from(atob(placeholder), (letter) => letter.codePointAt(0) ?? 0));
    } catch {
      return undefined;
    }
  }, [placeholder]);

/** Small pictures have no copies that are smaller. */
const LESS: Readonly<Record<string, MediaVariant | null>> = { thumb: "original", preview: "original", poster: null };

type PictureProps = {
  readonly media: Shown;
  readonly variant: MediaVariant;
  readonly className?: string;
  readonly alt: string;
};

export const Picture = ({ media, variant, className = "", alt }: PictureProps) => {
  const t = useMediaWords();
  const isFilm = partOf(media) === "film";
  const [wanted, setWanted] = useState<MediaVariant | null>(isFilm ? "poster" : variant);
  const [isHere, setHere] = useState(false);
  const [failures, setFailures] = useState(0);
  const url = useMediaUrl(media.id, wanted);
  const colours = usePlaceholder(media.placeholder);
  if (url.kind === "refused" && wanted !== null && LESS[wanted] != null) setWanted(LESS[wanted]);
  const isGone = !isFilm && url.kind === "refused" && wanted === "original";
  return (
    <span
      className={`picture ${className}`}
      style={colours === undefined ? undefined : ({ backgroundImage: `url(${colours})` } as CSSProperties)}
    >
      {url.kind === "url" && wanted !== null && failures < 2 && (
        <img
          key={`${url.url}#${failures}`}
          src={url.url}
          alt={alt}
          decoding="async"
          draggable={false}
          data-here={isHere || undefined}
          onLoad={() => setHere(true)}
          onError={() => {
            setFailures(failures + 1);
            renewUrl({ id: media.id, variant: wanted });
          }}
        />
      )}
      {isFilm && (
        <span className="film-mark">
          <Play className="icon s" fill="currentColor" />
          {media.durationMs === null ? t.film : lengthText(media.durationMs)}
        </span>
      )}
      {(isGone || failures >= 2) && <span className="picture-gone">{isGone ? t.gone : t.notOpening}</span>}
    </span>
  );
};
