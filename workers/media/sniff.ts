// What a file is, by its bytes alone. `file-type` knows far more types than we take; its reader is loaded when one is needed.
import { type ByteSource } from "#core/domain/media/byte-source.ts";
import { type MediaKind, MediaType } from "#core/protocol/media.ts";
import { MAX_AUDIO_BYTES, MAX_DOCUMENT_BYTES, MAX_IMAGE_BYTES, MAX_MEDIA_BYTES } from "#core/protocol/media-limits.ts";

/** Enough for every type on the list. */
const HEAD_BYTES = 1024 * 1024;

/** null: not on the list. */
export const sniff = async (source: ByteSource): Promise<MediaType | null> => {
  const { fileTypeFromBuffer } = await import("file-type");
  const head = await source.read(0, Math.min(source.size, HEAD_BYTES));
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  // Which codec an Ogg file holds is told behind a semicolon.
  const type = MediaType.safeParse(found?.mime.split(";")[0]);
  return type.success ? type.data : null;
};

export const kindOf = (type: MediaType): Exclude<MediaKind, "sealed"> => {
  const [kind] = type.split("/");
  return kind === "image" || kind === "video" || kind === "audio" ? kind : "document";
};

export const MAX_BYTES_OF: Readonly<Record<MediaKind, number>> = {
  image: MAX_IMAGE_BYTES,
  video: MAX_MEDIA_BYTES,
  audio: MAX_AUDIO_BYTES,
  document: MAX_DOCUMENT_BYTES,
  sealed: MAX_MEDIA_BYTES,
};
