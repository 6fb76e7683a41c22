// How many messages somebody has not read. One definition for actor, inbox and page, so that it cannot stick.
import { UNREAD_CAP } from "#core/protocol/limits.ts";

/** A message as far as counting cares. */
export type Countable = { readonly seq: number; readonly user: string; readonly isRemoved: boolean };

export type Reader = {
  readonly user: string;
  /** The first `seq` they may see. */
  readonly from: number;
  /** The greater of their public and their private marker. */
  readonly marker: number;
};

/**
 * Messages by others that are visible, not removed and above the marker, at most `UNREAD_CAP`. Edits, reactions,
 * markers and membership never count. `newestFirst` is read no further than needed.
 */
export const countUnread = (newestFirst: Iterable<Countable>, { user, from, marker }: Reader): number => {
  let count = 0;
  for (const message of newestFirst) {
    if (message.seq <= marker || message.seq < from || count === UNREAD_CAP) break;
    if (!message.isRemoved && message.user !== user) count += 1;
  }
  return count;
};
