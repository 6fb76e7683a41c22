// What a crowd is told of who is there, and how often: each telling goes to everybody, so it names some and is paced.
import type { PresenceMember } from "#core/protocol/frames.ts";
import {
  CROWD_PRESENCE_AT_LEAST_EVERY_MS,
  CROWD_PRESENCE_EVERY_MS,
  MAX_FLUSH_WINDOW_MS,
  PRESENCE_SAMPLE_MEMBERS,
  PRESENCE_WHOLE_MEMBERS,
} from "#core/protocol/limits.ts";

export const isCrowd = (members: number): boolean => members > PRESENCE_WHOLE_MEMBERS;

/** In their order: whoever is needed, and the first who are looking; who watches is always among them. */
export const sampleOf = (
  members: readonly PresenceMember[],
  isNeeded: (member: PresenceMember) => boolean,
): readonly PresenceMember[] => {
  let looking = 0;
  return members.filter((member) => {
    const isLooking = member.state === "here" && member.visible && looking < PRESENCE_SAMPLE_MEMBERS;
    if (isLooking) looking += 1;
    return isLooking || isNeeded(member);
  });
};

export const hereIn = (members: readonly PresenceMember[]): number =>
  members.filter(({ state }) => state === "here").length;

/** The larger the crowd, the less often: telling it costs the same each second. */
export const crowdEveryMs = (sockets: number): number =>
  Math.min(CROWD_PRESENCE_AT_LEAST_EVERY_MS, CROWD_PRESENCE_EVERY_MS * Math.max(1, sockets / 1_000));

/** How long what has changed waits for the next telling, where the last one was at `publishedAt`. */
export const crowdWaitMs = (sockets: number, publishedAt: number, now: number): number =>
  // A clock that was set back makes nobody wait for as long.
  Math.max(MAX_FLUSH_WINDOW_MS, crowdEveryMs(sockets) - Math.max(0, now - publishedAt));
