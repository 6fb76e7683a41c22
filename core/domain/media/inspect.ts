// Looks at a file whose type is known, before anything decodes it: facts, what is cut out, or why it is refused.
import type { MediaType, RefusalReason } from "#core/protocol/media.ts";
import { MAX_IMAGE_FRAMES, MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE } from "#core/protocol/media-limits.ts";
import { err, ok, type Result } from "../result.ts";
import { inspectAvif } from "./avif.ts";
import { ByteReader, type ByteSource, DamagedFile } from "./byte-source.ts";
import { settleEdits } from "./edits.ts";
import { type Facts, NO_FACTS } from "./facts.ts";
import { inspectGif } from "./gif.ts";
import { inspectJpeg } from "./jpeg.ts";
import { inspectMp3 } from "./mp3.ts";
import { inspectMp4 } from "./mp4.ts";
import { inspectOgg } from "./ogg.ts";
import { inspectPng } from "./png.ts";
import { inspectWave, inspectWebp } from "./riff.ts";
import { inspectWebm } from "./webm.ts";

const READERS: Readonly<Record<MediaType, (reader: ByteReader) => Promise<Facts>>> = {
  "image/jpeg": inspectJpeg,
  "image/png": inspectPng,
  "image/apng": inspectPng,
  "image/gif": inspectGif,
  "image/webp": inspectWebp,
  "image/avif": inspectAvif,
  "video/mp4": inspectMp4,
  "video/webm": inspectWebm,
  "audio/mp4": inspectMp4,
  "audio/x-m4a": inspectMp4,
  "audio/mpeg": inspectMp3,
  "audio/ogg": inspectOgg,
  "audio/wav": inspectWave,
  "application/pdf": async () => NO_FACTS,
};

const isBomb = ({ width, height, frames }: Facts): boolean =>
  (width ?? 0) > MAX_IMAGE_SIDE ||
  (height ?? 0) > MAX_IMAGE_SIDE ||
  (width ?? 0) * (height ?? 0) > MAX_IMAGE_PIXELS ||
  frames > MAX_IMAGE_FRAMES;

export const inspect = async (
  type: MediaType,
  source: ByteSource,
): Promise<Result<Facts, Extract<RefusalReason, "damaged" | "too_many_pixels">>> => {
  try {
    const facts = await READERS[type](new ByteReader(source));
    if (isBomb(facts)) return err("too_many_pixels");
    if (type.startsWith("image/") && (!facts.width || !facts.height)) return err("damaged");
    const { edits, bareEdits } = facts;
    return ok({ ...facts, edits: settleEdits(edits), bareEdits: bareEdits === null ? null : settleEdits(bareEdits) });
  } catch (error) {
    if (error instanceof DamagedFile) return err("damaged");
    throw error;
  }
};
