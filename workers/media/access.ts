// Who may see a file, asked when an address is made and again when it is used: whoever has left a place sees nothing more of it.
import type { MediaId, UserId } from "#core/protocol/ids.ts";
import type { SignedUrl, SignUrls } from "#core/protocol/media.ts";
import { listVisible } from "#db/queries/media-access.ts";
import { listMediaByIds } from "#db/queries/media.ts";
import type { MediaRow } from "#db/schema/media.ts";
import { openedByDecks } from "../decks.ts";
import type { Deps } from "../deps.ts";

/** The files among these that are ready and that this person may see now: their own, by a place, or in a deck. */
export const visibleMedia = async (
  deps: Deps,
  user: UserId,
  ids: readonly MediaId[],
): Promise<ReadonlyMap<MediaId, MediaRow>> => {
  const wanted = [...new Set(ids)];
  const visible = new Map((await listVisible(deps.db, user, wanted)).map((row) => [row.id, row]));
  const hidden = wanted.filter((id) => !visible.has(id));
  const opened = await openedByDecks(deps, user, hidden);
  for (const row of await listMediaByIds(deps.db, [...opened])) {
    if (row.status === "ready") visible.set(row.id, row);
  }
  return visible;
};

export const signUrls = async (
  deps: Deps,
  user: UserId,
  wanted: SignUrls,
): Promise<{ items: SignedUrl[]; refused: SignUrls["items"] }> => {
  const visible = await visibleMedia(
    deps,
    user,
    wanted.items.map(({ id }) => id),
  );
  const items: SignedUrl[] = [];
  const refused: SignUrls["items"] = [];
  for (const { id, variant } of wanted.items) {
    const stored = visible.get(id)?.variants[variant];
    if (stored === undefined) {
      refused.push({ id, variant });
      continue;
    }
    const { bytes, type, digest } = stored;
    const { path, expiresAt } = await deps.mediaLinks.sign({ id, variant, user, bytes, type, digest }, deps.now());
    items.push({ id, variant, url: `${deps.mediaOrigin ?? ""}${path}`, type, bytes, expiresAt });
  }
  return { items, refused };
};
