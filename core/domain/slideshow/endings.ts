// When a show is over without anybody hiding it: its presenter has left, or nobody has looked at it for long.
import type { UserId } from "#core/protocol/ids.ts";
import type { Driver, Slideshow } from "#core/protocol/slideshow.ts";
import { stageAt } from "./stage.ts";

export const ABANDONED_AFTER_MS = 30 * 60_000;

/** Whoever leaves takes their show along, but for one that somebody else goes on with. */
export const leavesWith = (show: Slideshow | undefined, holder: Driver["holder"], user: UserId): boolean =>
  show?.by === user && (holder === user || holder === null);

/** Nothing has moved for half an hour, by hand or by itself. */
export const isAbandoned = (show: Slideshow, now: number): boolean =>
  now - (stageAt(show, now).since ?? now) >= ABANDONED_AFTER_MS;
