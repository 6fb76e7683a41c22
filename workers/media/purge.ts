// Deletion that deletes everywhere: bytes of every variant, what is in quarantine, parts of an unfinished upload, the row.
import type { MediaId } from "#core/protocol/ids.ts";
import { forgetMedia, markDeleting } from "#db/queries/media.ts";
import type { MediaRow } from "#db/schema/media.ts";
import type { Deps } from "../deps.ts";
import { log } from "../log.ts";
import { folderOf, quarantineKey } from "./keys.ts";

/** Idempotent; throws where the bucket does not answer. */
export const purgeBytes = async (
  { media }: Pick<Deps, "media">,
  { id, uploadId }: Pick<MediaRow, "id" | "uploadId">,
): Promise<void> => {
  if (uploadId !== null) {
    await media
      .resumeMultipartUpload(quarantineKey(id), uploadId)
      .abort()
      // Completed or aborted before.
      .catch(() => undefined);
  }
  const { objects } = await media.list({ prefix: folderOf(id) });
  await media.delete([quarantineKey(id), ...objects.map(({ key }) => key)]);
};

/** From now on nobody sees it. Where the bucket does not answer, the sweep goes on. */
export const removeMedia = async (deps: Pick<Deps, "db" | "media" | "now">, row: MediaRow): Promise<void> => {
  await markDeleting(deps.db, row.id, deps.now());
  await finishRemoval(deps, row).catch((error: unknown) => {
    log("warn", "media not deleted yet", { media: row.id, error: String(error) });
  });
};

export const finishRemoval = async (
  deps: Pick<Deps, "db" | "media">,
  row: Pick<MediaRow, "id" | "uploadId">,
): Promise<void> => {
  await purgeBytes(deps, row);
  await forgetMedia(deps.db, row.id satisfies MediaId);
};
