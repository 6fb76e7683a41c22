// How often a crowd is told who is there: each telling goes to everybody and names everybody, so it is paced.
import {
  CROWD_PRESENCE_AT_LEAST_EVERY_MS,
  CROWD_PRESENCE_EVERY_MS,
  MAX_FLUSH_WINDOW_MS,
  PRESENCE_WHOLE_MEMBERS,
} from "#core/protocol/limits.ts";

export const isCrowd = (members: number): boolean => members > PRESENCE_WHOLE_MEMBERS;

/** The larger the crowd, the less often: telling it costs the same each second. */
export const crowdEveryMs = (sockets: number): number =>
  Math.min(CROWD_PRESENCE_AT_LEAST_EVERY_MS, CROWD_PRESENCE_EVERY_MS * Math.max(1, sockets / 1_000));

/** How long what has changed waits for the next telling, where the last one was at `publishedAt`. */
export const crowdWaitMs = (sockets: number, publishedAt: number, now: number): number =>
  // A clock that was set back makes nobody wait for as long.
  Math.max(MAX_FLUSH_WINDOW_MS, crowdEveryMs(sockets) - Math.max(0, now - publishedAt));
