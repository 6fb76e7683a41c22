// Who watches, and when.
import { expect, test } from "vitest";
import type { PresenceMember } from "#core/protocol/frames.ts";
import { WATCH_EVERY_MS, watchDelayMs } from "./watchers.ts";

const member = (user: string, state: PresenceMember["state"], visible: boolean): PresenceMember => ({
  user,
  state,
  visible,
  speaking: false,
});

test("L28 the first three visible members in roster order watch, staggered over the interval; nobody else does", () => {
  const roster = [
    member("hidden", "here", false),
    member("one", "here", true),
    member("away", "reconnecting", true),
    member("two", "here", true),
    member("gone", "gone", true),
    member("three", "here", true),
    member("four", "here", true),
  ];
  const delays = Object.fromEntries(roster.map(({ user }) => [user, watchDelayMs(roster, user)]));
  expect(delays).toEqual({
    hidden: null,
    one: 1_333,
    away: null,
    two: 2_667,
    gone: null,
    three: WATCH_EVERY_MS,
    four: null,
  });
  expect(watchDelayMs(roster, "stranger")).toBeNull();
});

test("L28 one page alone watches every four seconds or sooner", () => {
  expect(watchDelayMs([member("one", "here", true)], "one")).toBeLessThanOrEqual(WATCH_EVERY_MS);
});
