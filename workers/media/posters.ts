// A still that stands for a film: no server here decodes films, so its owner's player sends one, and it is made anew.
import { inspect } from "#core/domain/media/inspect.ts";
import { sourceOf } from "#core/domain/media/byte-source.ts";
import { err, ok, type Result } from "#core/domain/result.ts";
import { MAX_POSTER_BYTES } from "#core/protocol/media-limits.ts";
import { moveMedia } from "#db/queries/media.ts";
import type { MediaRow } from "#db/schema/media.ts";
import { readUpTo } from "../read-up-to.ts";
import type { Deps } from "../deps.ts";
import { storePictures } from "./check.ts";
import { NoPicture, type Picture, placeholderOf, shrink, shrinkAgain } from "./pictures.ts";
import { kindOf, sniff } from "./sniff.ts";

type PosterDeps = Pick<Deps, "db" | "media" | "images" | "now">;

const draw = async (
  deps: PosterDeps,
  bytes: Uint8Array,
): Promise<{ pictures: Picture[]; placeholder: string | null } | null> => {
  const source = sourceOf(bytes);
  const type = bytes.length === 0 ? null : await sniff(source);
  if (type === null || kindOf(type) !== "image") return null;
  const facts = await inspect(type, source);
  if (!facts.ok) return null;
  try {
    const poster = await shrink(deps.images, new Blob([bytes]).stream(), facts.value, "poster");
    const thumb = await shrinkAgain(deps.images, poster, "thumb");
    return { pictures: [poster, thumb], placeholder: await placeholderOf(deps.images, thumb) };
  } catch (error) {
    if (error instanceof NoPicture) return null;
    throw error;
  }
};

export const setPoster = async (
  deps: PosterDeps,
  row: MediaRow,
  body: ReadableStream<Uint8Array>,
): Promise<Result<null, "upload_closed" | "too_large" | "not_an_image">> => {
  if (row.status !== "ready" || row.kind !== "video") return err("upload_closed");
  const bytes = await readUpTo(body, MAX_POSTER_BYTES);
  if (bytes === null) return err("too_large");
  const drawn = await draw(deps, bytes);
  if (drawn === null) return err("not_an_image");
  const variants = { ...row.variants, ...(await storePictures(deps, row.id, drawn.pictures)) };
  const total = Object.values(variants).reduce((sum, variant) => sum + variant.bytes, 0);
  await moveMedia(deps.db, row.id, "ready", { variants, bytes: total, placeholder: drawn.placeholder });
  return ok(null);
};
