// Where the file of a slide is and what it is: told from its addresses, which stay as they are while somebody shows it.
import { useEffect, useState } from "react";
import { urlsOf } from "#web/features/media/media-urls.ts";
import { type SlideSource, sourceOf } from "./slide-source.ts";

const VARIANTS = ["original", "preview", "thumb", "poster"] as const;

const slideSource = async (id: string): Promise<SlideSource> => {
  const urls = await urlsOf(VARIANTS.map((variant) => ({ id, variant })));
  return sourceOf(urls.filter((url) => url.kind === "url"));
};

/** null while it is asked for. */
export const useSlideSource = (id: string | null): SlideSource | null => {
  const [known, setKnown] = useState<{ readonly id: string; readonly source: SlideSource } | null>(null);
  useEffect(() => {
    let isOver = false;
    if (id !== null) {
      void slideSource(id).then((source) => {
        if (!isOver) setKnown({ id, source });
      });
    }
    return () => {
      isOver = true;
    };
  }, [id]);
  return known !== null && known.id === id ? known.source : null;
};
