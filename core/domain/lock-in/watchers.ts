// Who keeps an eye on the room: the first visible members in roster order ask it to look, so that a silent cut is noticed.
import type { PresenceMember } from "#core/protocol/frames.ts";

export const WATCHERS = 3;
export const WATCH_EVERY_MS = 4_000;

/** Milliseconds after which this member's page sends its next `watch`, staggered; null for whoever does not watch. */
export const watchDelayMs = (members: readonly PresenceMember[], user: string): number | null => {
  const visible = members.filter((member) => member.state === "here" && member.visible).slice(0, WATCHERS);
  const place = visible.findIndex((member) => member.user === user);
  return place === -1 ? null : Math.round(((place + 1) / WATCHERS) * WATCH_EVERY_MS);
};
