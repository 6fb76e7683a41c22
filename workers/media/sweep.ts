// Every hour: what has run out is deleted, and what waits although its message was lost is asked for again.
import { finishRemoval } from "./purge.ts";
import { listExpired, listForgotten, markDeleting } from "#db/queries/media.ts";
import type { Deps } from "../deps.ts";
import { log } from "../log.ts";

const AT_ONCE = 200;
const FORGOTTEN_AFTER_MS = 30 * 60_000;

export const sweepMedia = async (deps: Pick<Deps, "db" | "media" | "mediaQueue" | "now">): Promise<void> => {
  const now = deps.now();
  for (const row of await listExpired(deps.db, now, AT_ONCE)) {
    try {
      if (row.status !== "deleting") await markDeleting(deps.db, row.id, now);
      await finishRemoval(deps, row);
    } catch (error) {
      log("warn", "media not deleted yet", { media: row.id, error: String(error) });
    }
  }
  for (const id of await listForgotten(deps.db, now - FORGOTTEN_AFTER_MS, AT_ONCE)) {
    await deps.mediaQueue.send({ kind: "media", version: 1, id });
  }
};
