// A file as its owner sees it.
import type { AttachedMedia, MediaVariant, MediaView } from "#core/protocol/media.ts";
import type { MediaRow } from "#db/schema/media.ts";
import type { AttachmentProofs } from "#objects/shell/attachment-proof.ts";

const VARIANTS: readonly MediaVariant[] = ["original", "preview", "thumb", "poster"];

const attachedOf = (row: MediaRow): AttachedMedia | null => {
  const { id, kind, name, width, height, durationMs, placeholder, variants } = row;
  const { original } = variants;
  if (row.status !== "ready" || kind === null || original === undefined) return null;
  const waveform = row.waveform === null ? null : [...row.waveform];
  const { type, bytes } = original;
  return { id, kind, type, name, bytes, width, height, durationMs, placeholder, waveform };
};

export const toMediaView = (proofs: AttachmentProofs, row: MediaRow): MediaView => {
  const attached = attachedOf(row);
  return {
    id: row.id,
    status: row.status === "deleting" ? "refused" : row.status,
    reason: row.reason,
    kind: row.kind,
    type: row.type,
    name: row.name,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    frames: row.frames,
    durationMs: row.durationMs,
    placeholder: row.placeholder,
    waveform: row.waveform === null ? null : [...row.waveform],
    variants: VARIANTS.filter((variant) => row.variants[variant] !== undefined),
    sealed: row.sealed,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    attachment: attached === null ? null : proofs.prove(row.ownerId, attached),
  };
};
