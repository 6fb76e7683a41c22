// What a message carries besides words: pictures side by side, sound to hear, files to take along.
import { createContext, use } from "react";
import { partOf } from "#core/domain/media/attached.ts";
import { useMediaWords } from "#web/messages/media.ts";
import { AudioPlayer } from "./AudioPlayer.tsx";
import { isSeen, type Shown } from "./attached.ts";
import { FileRow } from "./FileRow.tsx";
import { Picture } from "./Picture.tsx";
import { aspectOf, gridWidthPx, pictureRows } from "./picture-rows.ts";

/** Opens the viewer at one of the pictures. */
export const OpenViewer = createContext<(id: string) => void>(() => undefined);

const PictureGrid = ({ pictures }: { pictures: readonly Shown[] }) => {
  const t = useMediaWords();
  const open = use(OpenViewer);
  return (
    <div className="pictures" style={{ inlineSize: gridWidthPx(pictures) }}>
      {pictureRows(pictures).map((row) => (
        <div key={row[0]?.id} className="picture-row">
          {row.map((media) => (
            <button
              key={media.id}
              type="button"
              className="picture-button"
              style={{ flex: `${aspectOf(media)} 1 0`, aspectRatio: aspectOf(media) }}
              aria-label={t.open(media.name)}
              onClick={() => open(media.id)}
            >
              <Picture media={media} variant={pictures.length === 1 ? "preview" : "thumb"} alt="" />
            </button>
          ))}
        </div>
      ))}
    </div>
  );
};

export const Attachments = ({ attachments }: { attachments: readonly Shown[] }) => {
  const seen = attachments.filter(isSeen);
  return (
    <div className="attachments">
      {seen.length > 0 && <PictureGrid pictures={seen} />}
      {attachments
        .filter((one) => partOf(one) === "sound")
        .map((media) => (
          <AudioPlayer key={media.id} media={media} />
        ))}
      {attachments
        .filter((one) => partOf(one) === "file")
        .map((media) => (
          <FileRow key={media.id} media={media} />
        ))}
    </div>
  );
};
