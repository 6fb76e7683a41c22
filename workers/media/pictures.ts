// Smaller pictures and placeholders, made by the image service of the platform: it alone decodes what people send.
import { turnOf } from "#core/domain/media/facts.ts";
import type { MediaVariant } from "#core/protocol/media.ts";
import { rgbaToThumbHash } from "thumbhash";
import { readSmallPng } from "./png-pixels.ts";

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
  orientation: number,
): Promise<Uint8Array> => {
  const { degrees, mirrored } = turnOf(orientation);
  try {
    const result = await images
      .input(input)
      .transform({
        width: side,
        height: side,
        fit: "scale-down",
        ...(degrees === 0 ? {} : { rotate: degrees }),
        ...(mirrored ? { flip: "h" as const } : {}),
      })
      .output({ format, quality: QUALITY, anim: false });
    return new Uint8Array(await result.response().arrayBuffer());
  } catch (error) {
    throw new NoPicture(error);
  }
};

/** A smaller picture. `orientation`: how the stored pixels must be turned (EXIF 1-8). */
export const shrink = async (
  images: ImagesBinding,
  input: ReadableStream<Uint8Array>,
  variant: keyof typeof SIDES,
  orientation = 1,
): Promise<Picture> => ({
  variant,
  bytes: await scaled(images, input, SIDES[variant], "image/webp", orientation),
  type: "image/webp",
});

/** A few colours in thirty bytes, as base64; null where the service gives pixels we cannot read. */
export const placeholderOf = async (images: ImagesBinding, { bytes }: Picture): Promise<string | null> => {
  const pixels = await readSmallPng(await scaled(images, streamOf(bytes), PLACEHOLDER_SIDE, "image/png", 1));
  if (pixels === null) return null;
  return btoa(String.fromCharCode(...rgbaToThumbHash(pixels.width, pixels.height, pixels.rgba)));
};

/** A smaller one of a picture that was just made. */
export const shrinkAgain = (images: ImagesBinding, { bytes }: Picture, variant: keyof typeof SIDES): Promise<Picture> =>
  shrink(images, streamOf(bytes), variant);

/** Whether a picture is so large that a smaller one saves anything. */
export const wantsPreview = (width: number, height: number, bytes: number): boolean =>
  Math.max(width, height) > SIDES.preview || bytes > 512 * 1024;
