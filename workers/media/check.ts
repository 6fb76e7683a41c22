// Takes a file out of quarantine, or refuses it: digest, type, size, what must not stay in it, smaller pictures. Done by the
// queue's consumer, one at a time for each file; done again it finds nothing to do.
import { type Facts, NO_FACTS } from "#core/domain/media/facts.ts";
import { editedSize } from "#core/domain/media/edits.ts";
import { inspect } from "#core/domain/media/inspect.ts";
import { err, ok, type Result } from "#core/domain/result.ts";
import type { MediaId } from "#core/protocol/ids.ts";
import type { MediaKind, MediaType, MediaVariant, RefusalReason } from "#core/protocol/media.ts";
import { REFUSED_LIFETIME_MS } from "#core/protocol/media-limits.ts";
import { claimMedia, findMedia, finishMedia, type MediaChange } from "#db/queries/media.ts";
import type { MediaRow, StoredVariants } from "#db/schema/media.ts";
import type { Deps } from "../deps.ts";
import { log } from "../log.ts";
import { quarantineKey, variantKey } from "./keys.ts";
import { NoPicture, type Picture, placeholderOf, shrink, shrinkAgain, wantsPreview } from "./pictures.ts";
import { purgeBytes } from "./purge.ts";
import { kindOf, MAX_BYTES_OF, sniff } from "./sniff.ts";
import { openSource } from "./source.ts";
import { digesting, digestOf, editing, sha256Hex } from "./streams.ts";

/** Longer than a gigabyte takes to be read and written; after that whoever held it has died. */
const CLAIM_MS = 10 * 60_000;
/** So often the image service may fail before the picture is to blame. */
const PICTURE_ATTEMPTS = 3;
const OPAQUE = "application/octet-stream";

type MediaDeps = Pick<Deps, "db" | "media" | "images" | "now">;
type Known = { readonly kind: MediaKind; readonly type: MediaType | null; readonly facts: Facts };
type Refusal = { readonly reason: RefusalReason; readonly type: MediaType | null };

const know = async ({ media }: MediaDeps, row: MediaRow): Promise<Result<Known, Refusal>> => {
  if (row.sealed) return ok({ kind: "sealed", type: null, facts: NO_FACTS });
  const source = await openSource(media, quarantineKey(row.id), row.declaredBytes);
  const type = await sniff(source);
  if (type === null) return err({ reason: "type_not_allowed", type });
  const kind = kindOf(type);
  if (row.declaredBytes > MAX_BYTES_OF[kind]) return err({ reason: "too_large", type });
  const facts = await inspect(type, source);
  if (!facts.ok) return err({ reason: facts.error, type });
  // A voice comes in a film's container; without a picture it is sound.
  if (kind !== "video" || facts.value.width !== null) return ok({ kind, type, facts: facts.value });
  if (row.declaredBytes > MAX_BYTES_OF.audio) return err({ reason: "too_large", type });
  return ok({ kind: "audio", type: type === "video/mp4" ? "audio/mp4" : type, facts: facts.value });
};

const quarantined = async ({ media }: MediaDeps, id: MediaId): Promise<R2ObjectBody> => {
  const object = await media.get(quarantineKey(id));
  if (object === null) throw new Error("a file went away while it was checked");
  return object;
};

/**
 * Written where it is served from, without what must not stay. Read anew and not together with its first digest: so what is
 * not edited, every large film, passes from bucket to bucket without this program touching a byte.
 */
const clean = async (deps: MediaDeps, { id, declaredBytes, sha256 }: MediaRow, { type, facts }: Known) => {
  const bytes = editedSize(declaredBytes, facts.edits);
  const { body } = await quarantined(deps, id);
  const after = facts.edits.length === 0 ? null : digesting();
  const { readable, writable } = new FixedLengthStream(bytes);
  const edited = after === null ? body : body.pipeThrough(editing(facts.edits)).pipeThrough(after.through);
  const piped = edited.pipeTo(writable);
  piped.catch(() => undefined);
  await deps.media.put(variantKey(id, "original"), readable, { httpMetadata: { contentType: type ?? OPAQUE } });
  await piped;
  return { bytes, type: type ?? OPAQUE, digest: after === null ? sha256 : await after.digest };
};

const picturesOf = async (deps: MediaDeps, row: MediaRow, { facts }: Known, bytes: number): Promise<Picture[]> => {
  const { body: source } = await quarantined(deps, row.id);
  const { frames, width, height } = facts;
  const first = frames === 1 && wantsPreview(width ?? 0, height ?? 0, bytes) ? "preview" : "thumb";
  const picture = await shrink(deps.images, source, facts, first);
  return first === "thumb" ? [picture] : [picture, await shrinkAgain(deps.images, picture, "thumb")];
};

export const storePictures = async (
  { media }: Pick<MediaDeps, "media">,
  id: MediaId,
  pictures: readonly Picture[],
): Promise<StoredVariants> => {
  const stored: [MediaVariant, { bytes: number; type: string; digest: string }][] = [];
  for (const { variant, bytes, type } of pictures) {
    await media.put(variantKey(id, variant), bytes, { httpMetadata: { contentType: type } });
    stored.push([variant, { bytes: bytes.length, type, digest: await sha256Hex(bytes) }]);
  }
  return Object.fromEntries(stored);
};

const accept = async (deps: MediaDeps, row: MediaRow, known: Known): Promise<Result<MediaChange, Refusal>> => {
  const { kind, type, facts } = known;
  const { body } = await quarantined(deps, row.id);
  if ((await digestOf(body)) !== row.sha256) return err({ reason: "digest_mismatch", type });
  const original = await clean(deps, row, known);
  const pictures = kind === "image" ? await picturesOf(deps, row, known, original.bytes) : [];
  const smallest = pictures.at(-1);
  const placeholder = smallest === undefined ? null : await placeholderOf(deps.images, smallest);
  const variants: StoredVariants = { original, ...(await storePictures(deps, row.id, pictures)) };
  const change: MediaChange = {
    status: "ready",
    kind,
    type: original.type,
    bytes: Object.values(variants).reduce((sum, { bytes }) => sum + bytes, 0),
    width: facts.width,
    height: facts.height,
    frames: kind === "image" ? facts.frames : null,
    durationMs: facts.durationMs ?? (kind === "audio" || kind === "video" || kind === "sealed" ? row.durationMs : null),
    waveform: kind === "audio" || kind === "sealed" ? row.waveform : null,
    placeholder,
    variants,
    uploadId: null,
  };
  return ok(change);
};

const refuse = async (deps: MediaDeps, row: MediaRow, { reason, type }: Refusal): Promise<void> => {
  await purgeBytes(deps, row);
  await finishMedia(deps.db, row.id, row.claimedUntil, {
    status: "refused",
    reason,
    type,
    kind: row.sealed ? "sealed" : type === null ? null : kindOf(type),
    uploadId: null,
    expiresAt: deps.now() + REFUSED_LIFETIME_MS,
  });
  log("info", "media refused", { media: row.id, reason });
};

/** Nobody could check it: what was tried last is said, nothing of it is kept. */
export const giveUp = async (deps: MediaDeps, id: MediaId): Promise<void> => {
  const now = deps.now();
  const row = await claimMedia(deps.db, id, Number.MAX_SAFE_INTEGER, now + CLAIM_MS);
  if (row !== null) await refuse(deps, row, { reason: "failed", type: null });
};

/** "later": somebody else has it. Throws where something outside does not answer; the message comes again. */
export const checkMedia = async (deps: MediaDeps, id: MediaId, attempt: number): Promise<"done" | "later"> => {
  const now = deps.now();
  const row = await claimMedia(deps.db, id, now, now + CLAIM_MS);
  if (row === null) return (await findMedia(deps.db, id))?.status === "checking" ? "later" : "done";
  try {
    const known = await know(deps, row);
    const accepted = known.ok ? await accept(deps, row, known.value) : known;
    if (!accepted.ok) {
      await refuse(deps, row, accepted.error);
      return "done";
    }
    if (await finishMedia(deps.db, id, row.claimedUntil, accepted.value)) {
      await deps.media.delete(quarantineKey(id));
    } else if ((await findMedia(deps.db, id))?.status !== "ready") {
      // Deleted meanwhile.
      await purgeBytes(deps, row);
    }
    return "done";
  } catch (error) {
    if (error instanceof NoPicture && attempt >= PICTURE_ATTEMPTS) {
      await refuse(deps, row, { reason: "damaged", type: null });
      return "done";
    }
    await finishMedia(deps.db, id, row.claimedUntil, {});
    throw error;
  }
};
