// A player that takes its time to start, on a clock that only the test moves: when it is heard, and what happens to it meanwhile.
import { expect, test } from "vitest";
import { showOf, START_AT } from "#core/domain/slideshow/deck.fixture.ts";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { followShow, type LateStarts } from "./follow-show.ts";

const STEP_MS = 0.25;

type Timer = { at: number; readonly everyMs: number | null; readonly run: () => void };

/**
 * `delayMs` from being told to being heard, of which the player claims `claimedMs` to play; timers fire `earlyMs` early, as those
 * of browsers do.
 */
const pageOf = ({ delayMs, claimedMs = 0, earlyMs = 0 }: { delayMs: number; claimedMs?: number; earlyMs?: number }) => {
  let now = START_AT - 1_000;
  let fromS = 0;
  let heardS = 0;
  let toldAt = now;
  let leftMs = 0;
  const timers = new Set<Timer>();
  const lately: LateStarts = new Map();
  const did = { heardAt: [] as number[], jumps: 0, pauses: 0 };
  const player = {
    tagName: "AUDIO",
    duration: 60,
    readyState: 4,
    playbackRate: 1,
    paused: true,
    get currentTime() {
      const claimedS = player.paused ? 0 : Math.min(now - toldAt, claimedMs) / 1_000;
      return fromS + Math.max(heardS, claimedS);
    },
    set currentTime(to) {
      did.jumps++;
      fromS = to;
      heardS = 0;
    },
    play() {
      player.paused = false;
      toldAt = now;
      leftMs = delayMs;
      return Promise.resolve();
    },
    pause() {
      did.pauses++;
      player.paused = true;
    },
  };
  const order = (everyMs: number | null) => (ms: number, run: () => void) => {
    const timer = { at: now + Math.max(0, ms - earlyMs), everyMs, run };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const follow = (show: Slideshow, index: number) =>
    followShow(player, {
      show,
      index,
      lately,
      now: () => now,
      passedMs: () => now,
      after: order(null),
      every: (ms, run) => order(ms)(ms, run),
      onBlocked: () => undefined,
    });
  const step = () => {
    now += STEP_MS;
    if (!player.paused) {
      if (leftMs <= 0) heardS += (STEP_MS * player.playbackRate) / 1_000;
      else if ((leftMs -= STEP_MS) <= 0) did.heardAt.push(now);
    }
    for (const timer of [...timers].filter(({ at }) => at <= now)) {
      if (timer.everyMs === null) timers.delete(timer);
      else timer.at += timer.everyMs;
      timer.run();
    }
  };
  /** What a promise is waited for happens between two steps. */
  const until = async (at: number) => {
    for (let left = (at - now) / STEP_MS; left > 0; left--) {
      step();
      await Promise.resolve();
    }
  };
  return { player, did, follow, until };
};

test.each([0, 100])(
  "K23 a start is heard at the instant itself once the page knows how long its starts take",
  async (claimedMs) => {
    const { player, did, follow, until } = pageOf({ delayMs: 120, claimedMs });
    for (let turn = 0; turn < 3; turn++) {
      const startAt = START_AT + turn * 10_000;
      const show = {
        to: 1,
        from: 0,
        effectiveAt: startAt,
        playback: { on: true, positionMs: 0, effectiveAt: startAt },
      };
      const stop = follow(showOf(show), 1);
      await until(startAt + 8_000);
      expect(player.currentTime).toBeCloseTo(8, 1);
      stop();
      const away = { from: 1, to: 0, effectiveAt: startAt + 8_500 };
      const leave = follow(showOf(away), 1);
      await until(startAt + 9_000);
      leave();
      expect([player.paused, player.currentTime]).toEqual([true, 0]);
    }
    const late = did.heardAt.map((at, turn) => at - START_AT - turn * 10_000);
    expect(late[0]).toBeCloseTo(120 - 40, 0);
    for (const ms of late.slice(1)) expect(Math.abs(ms)).toBeLessThanOrEqual(5);
    expect(did.heardAt).toHaveLength(3);
  },
);

test("K23 a timer that is a little early does not cost a start", async () => {
  const { did, follow, until } = pageOf({ delayMs: 40, earlyMs: 0.9 });
  follow(showOf({ from: 0, to: 1 }), 1);
  await until(START_AT + 1_000);
  expect(did.heardAt).toHaveLength(1);
  expect(Math.abs((did.heardAt[0] ?? 0) - START_AT)).toBeLessThanOrEqual(2);
});

test("K12 a start that takes longer than 300 ms is waited for, and then made good by one jump", async () => {
  const { player, did, follow, until } = pageOf({ delayMs: 700 });
  follow(showOf({ from: 0, to: 1 }), 1);
  await until(START_AT + 10_000);
  expect([did.heardAt.length, did.jumps, did.pauses]).toEqual([1, 1, 0]);
  expect(player.currentTime).toBeCloseTo(10, 1);
});

test("K12 who comes late is where everybody is as soon as it is heard", async () => {
  const { player, did, follow, until } = pageOf({ delayMs: 40 });
  await until(START_AT + 20_000);
  follow(showOf({ from: 0, to: 1 }), 1);
  await until(START_AT + 20_041);
  expect(did.heardAt).toHaveLength(1);
  expect(player.currentTime).toBeCloseTo(20.041, 2);
  expect(did.jumps).toBe(1);
});
