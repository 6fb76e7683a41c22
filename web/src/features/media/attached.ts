// What a file of a message is to whoever looks: something to see, to hear, or to take along. Pure.
import type { AttachedMedia } from "#core/protocol/media.ts";
import type { MediaView } from "./media-api.ts";

/** Enough to give it its place before a byte is here. */
export type Shown = Pick<
  AttachedMedia,
  "kind" | "type" | "name" | "bytes" | "width" | "height" | "durationMs" | "placeholder" | "waveform"
> & { readonly id: string };

export type Part = "picture" | "film" | "sound" | "file";

/** A recording may come in a film's container; it is one without a picture. */
export const partOf = ({ kind, width }: Pick<Shown, "kind" | "width">): Part => {
  if (kind === "image") return "picture";
  if (kind === "video") return width === null ? "sound" : "film";
  return kind === "audio" ? "sound" : "file";
};

export const isSeen = (shown: Shown): boolean => ["picture", "film"].includes(partOf(shown));

export const shownOf = (media: MediaView): Shown | null =>
  media.kind === null || media.type === null ? null : { ...media, kind: media.kind, type: media.type };

/** Names where nothing was written, so that a line about the message says something. */
export const namesOf = (attachments: readonly { readonly name: string }[] | undefined): string =>
  (attachments ?? []).map(({ name }) => name).join(", ");
