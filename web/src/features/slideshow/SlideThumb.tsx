// A slide in small; what has no picture says what it is.
import { FileQuestionMark, Film, Music } from "lucide-react";
import "./slideshow.css";
import { useSlideSource } from "./slide-sources.ts";

export const SlideThumb = ({ mediaId }: { mediaId: string | null }) => {
  const source = useSlideSource(mediaId);
  if (mediaId !== null && source === null) return <span className="slide-thumb skel" />;
  const thumb = source !== null && source.kind !== "none" ? source.thumb : null;
  const Mark = source?.kind === "audio" ? Music : source?.kind === "video" ? Film : FileQuestionMark;
  return (
    <span className="slide-thumb">
      {thumb !== null ? (
        <img src={thumb} alt="" loading="lazy" draggable={false} />
      ) : (
        mediaId !== null && <Mark className="icon" />
      )}
    </span>
  );
};
