// What a file of a message is to whoever looks: something to see, to hear, or to take along. Pure.
import { partOf } from "#core/domain/media/attached.ts";
import type { AttachedMedia } from "#core/protocol/media.ts";
import type { MediaView } from "./media-api.ts";

/** Enough to give it its place before a byte is here. */
export type Shown = Pick<
  AttachedMedia,
  "kind" | "type" | "name" | "bytes" | "width" | "height" | "durationMs" | "placeholder" | "waveform"
> & { readonly id: string };

export const isSeen = (shown: Shown): boolean => ["picture", "film"].includes(partOf(shown));

export const shownOf = (media: MediaView): Shown | null =>
  media.kind === null || media.type === null ? null : { ...media, kind: media.kind, type: media.type };
