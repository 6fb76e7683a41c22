// Uploads: announced, received whole or in parts that may come in any order and twice, completed, and handed to the queue.
import { err, ok, type Result } from "#core/domain/result.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { CreateMedia, UploadPlan } from "#core/protocol/media.ts";
import {
  GUEST_QUOTA_BYTES,
  MAX_DIRECT_BYTES,
  MAX_OPEN_UPLOADS,
  PART_BYTES,
  QUOTA_BYTES,
  TEMPORARY_LIFETIME_MS,
  UPLOAD_LIFETIME_MS,
} from "#core/protocol/media-limits.ts";
import { getMedia, insertMedia, keepPart, listParts, moveMedia } from "#db/queries/media.ts";
import type { MediaRow } from "#db/schema/media.ts";
import type { Deps } from "../deps.ts";
import { quarantineKey } from "./keys.ts";
import { sendExactly } from "./streams.ts";

type UploadDeps = Pick<Deps, "db" | "media" | "mediaQueue" | "now" | "newId">;
export type UploadFault =
  | "quota_exceeded"
  | "upload_closed"
  | "upload_incomplete"
  | "size_mismatch"
  | "digest_mismatch"
  | "not_found";

export const quotaOf = ({ role }: Pick<Identity, "role">): number =>
  role === "guest" ? GUEST_QUOTA_BYTES : QUOTA_BYTES;

export const planOf = ({ parts, createdAt }: MediaRow): UploadPlan => ({
  partBytes: parts === 0 ? null : PART_BYTES,
  parts: Math.max(1, parts),
  expiresAt: createdAt + UPLOAD_LIFETIME_MS,
});

export const beginUpload = async (
  deps: UploadDeps,
  { user, role }: Pick<Identity, "user" | "role">,
  wanted: CreateMedia,
): Promise<Result<MediaRow, "quota_exceeded">> => {
  const id = deps.newId("media");
  const now = deps.now();
  const parts = wanted.bytes > MAX_DIRECT_BYTES ? Math.ceil(wanted.bytes / PART_BYTES) : 0;
  const upload = parts === 0 ? null : await deps.media.createMultipartUpload(quarantineKey(id));
  const row = {
    id,
    ownerId: user,
    name: wanted.name,
    declaredBytes: wanted.bytes,
    sha256: wanted.sha256,
    sealed: wanted.sealed ?? false,
    temporary: wanted.temporary ?? false,
    parts,
    uploadId: upload?.uploadId ?? null,
    durationMs: wanted.durationMs ?? null,
    waveform: wanted.waveform ?? null,
    expiresAt: now + UPLOAD_LIFETIME_MS,
    createdAt: now,
  };
  const limits = { quotaBytes: quotaOf({ role }), openUploads: MAX_OPEN_UPLOADS };
  const made = await insertMedia(deps.db, row, limits);
  const kept = made ? await getMedia(deps.db, id) : null;
  if (kept !== null) return ok(kept);
  await upload?.abort();
  return err("quota_exceeded");
};

/** Everything is here: from now on it waits to be checked. Said again where the first answer or message was lost. */
const handOver = async (deps: UploadDeps, row: MediaRow): Promise<Result<null, UploadFault>> => {
  if (row.status === "ready") return ok(null);
  if (row.status === "uploading") {
    const expiresAt = row.temporary ? deps.now() + TEMPORARY_LIFETIME_MS : null;
    await moveMedia(deps.db, row.id, "uploading", { status: "checking", expiresAt });
  }
  await deps.mediaQueue.send({ kind: "media", version: 1, id: row.id });
  return ok(null);
};

const isHandedOver = ({ status }: MediaRow): boolean => status === "checking" || status === "ready";

export const receiveWhole = async (
  deps: UploadDeps,
  row: MediaRow,
  body: ReadableStream<Uint8Array>,
): Promise<Result<null, UploadFault>> => {
  if (row.parts === 0 && isHandedOver(row)) return handOver(deps, row);
  if (row.status !== "uploading" || row.parts > 0) return err("upload_closed");
  const key = quarantineKey(row.id);
  const sent = await sendExactly(body, row.declaredBytes, (exact) => deps.media.put(key, exact));
  if (!sent.ok) return err("size_mismatch");
  if (sent.sha256 !== row.sha256) {
    await deps.media.delete(key);
    return err("digest_mismatch");
  }
  return handOver(deps, row);
};

const partBytesOf = ({ declaredBytes, parts }: MediaRow, part: number): number =>
  part < parts ? PART_BYTES : declaredBytes - (parts - 1) * PART_BYTES;

/** `sha256` of the part, where the sender says it: a part that was damaged on the way is sent again, and not the whole. */
export const receivePart = async (
  deps: UploadDeps,
  row: MediaRow,
  part: number,
  body: ReadableStream<Uint8Array>,
  sha256: string | null,
): Promise<Result<null, UploadFault>> => {
  if (row.status !== "uploading" || row.uploadId === null) return err("upload_closed");
  if (part > row.parts) return err("not_found");
  const upload = deps.media.resumeMultipartUpload(quarantineKey(row.id), row.uploadId);
  const bytes = partBytesOf(row, part);
  const sent = await sendExactly(body, bytes, (exact) => upload.uploadPart(part, exact));
  if (!sent.ok) return err("size_mismatch");
  if (sha256 !== null && sent.sha256 !== sha256) return err("digest_mismatch");
  await keepPart(deps.db, { mediaId: row.id, part, etag: sent.value.etag, bytes });
  return ok(null);
};

/** Again is nothing, also where the first time died between the bucket and the database. */
export const completeUpload = async (deps: UploadDeps, row: MediaRow): Promise<Result<null, UploadFault>> => {
  if (row.parts > 0 && isHandedOver(row)) return handOver(deps, row);
  if (row.status !== "uploading" || row.uploadId === null) return err("upload_closed");
  const parts = await listParts(deps.db, row.id);
  if (parts.length < row.parts) return err("upload_incomplete");
  const key = quarantineKey(row.id);
  const arrived = await deps.media.head(key);
  if (arrived?.size !== row.declaredBytes) {
    const upload = deps.media.resumeMultipartUpload(key, row.uploadId);
    await upload.complete(parts.map(({ part: partNumber, etag }) => ({ partNumber, etag })));
  }
  return handOver(deps, row);
};
