// Smaller pictures and placeholders, made by the image service of the platform: it alone decodes what people send.
import { type Facts, type Turn, turnOf } from "#core/domain/media/facts.ts";
import type { MediaVariant } from "#core/protocol/media.ts";
import { rgbaToThumbHash } from "thumbhash";
import { readSmallPng } from "./png-pixels.ts";
import { editing } from "./streams.ts";

export type Picture = { readonly variant: MediaVariant; readonly bytes: Uint8Array; readonly type: "image/webp" };

const SIDES = { preview: 1600, thumb: 480, poster: 1280 } as const;
const PLACEHOLDER_SIDE = 32;
const QUALITY = 82;

/** Why the service made no picture: it said that this is none, or it did not answer. */
export class NoPicture extends Error {
  constructor(cause: unknown) {
    super("the image service made no picture", { cause });
    this.name = "NoPicture";
  }
}

const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> => new Blob([bytes]).stream();

const scaled = async (
  images: ImagesBinding,
  input: ReadableStream<Uint8Array>,
  side: number,
  format: "image/webp" | "image/png",
  degrees: Turn["degrees"],
): Promise<Uint8Array> => {
  try {
    const result = await images
      .input(input)
      .transform({
        width: side,
        height: side,
        fit: "scale-down",
        ...(degrees === 0 ? {} : { rotate: degrees }),
      })
      .output({ format, quality: QUALITY, anim: false });
    return new Uint8Array(await result.response().arrayBuffer());
  } catch (error) {
    throw new NoPicture(error);
  }
};

const pictureOf = async (
  images: ImagesBinding,
  input: ReadableStream<Uint8Array>,
  variant: keyof typeof SIDES,
  degrees: Turn["degrees"],
): Promise<Picture> => ({
  variant,
  bytes: await scaled(images, input, SIDES[variant], "image/webp", degrees),
  type: "image/webp",
});

/**
 * A smaller picture of what came, upright. Turning is asked for; what is mirrored as well is left to the mark in it, for not
 * every image service knows how to mirror, and each heeds the mark.
 */
export const shrink = (
  images: ImagesBinding,
  source: ReadableStream<Uint8Array>,
  { edits, bareEdits, orientation }: Pick<Facts, "edits" | "bareEdits" | "orientation">,
  variant: keyof typeof SIDES,
): Promise<Picture> => {
  const { degrees, mirrored } = turnOf(orientation);
  const left = source.pipeThrough(editing(mirrored ? edits : (bareEdits ?? edits)));
  return pictureOf(images, left, variant, mirrored ? 0 : degrees);
};

/** A few colours in thirty bytes, as base64; null where the service gives pixels we cannot read. */
export const placeholderOf = async (images: ImagesBinding, { bytes }: Picture): Promise<string | null> => {
  const pixels = await readSmallPng(await scaled(images, streamOf(bytes), PLACEHOLDER_SIDE, "image/png", 0));
  if (pixels === null) return null;
  return btoa(String.fromCharCode(...rgbaToThumbHash(pixels.width, pixels.height, pixels.rgba)));
};

/** A smaller one of a picture that was just made. */
export const shrinkAgain = (images: ImagesBinding, { bytes }: Picture, variant: keyof typeof SIDES): Promise<Picture> =>
  pictureOf(images, streamOf(bytes), variant, 0);

/** Whether a picture is so large that a smaller one saves anything. */
export const wantsPreview = (width: number, height: number, bytes: number): boolean =>
  Math.max(width, height) > SIDES.preview || bytes > 512 * 1024;
