// What a page does by itself: loading ahead, waiting for others, looking on its own, and catching up with the sound.
import { expect, test } from "vitest";
import type { PresenceMember } from "#core/protocol/frames.ts";
import { announce, type Barrier, barrierLeftMs, heardReady, waitedFor } from "./barrier.ts";
import { DECK, showOf, START_AT } from "./deck.fixture.ts";
import { correctionOf } from "./drift.ts";
import { browse, FOLLOWING, ofShow, seenSlide, snapBack } from "./following.ts";
import { slidesToLoad } from "./preload.ts";

test("K9 what is on is loaded first, then what comes, then what was; nothing beyond the deck", () => {
  const show = showOf({ from: 4, to: 7 });
  expect(slidesToLoad(show, START_AT - 1, null)).toEqual([4, 7, 8, 9, 5, 3]);
  expect(slidesToLoad(show, START_AT, null)).toEqual([7, 8, 9, 6]);
  expect(slidesToLoad(show, START_AT, 2)).toEqual([7, 2, 8, 9, 6]);
  expect(slidesToLoad(showOf(), START_AT - 1, null)).toEqual([0, 1, 2, 3]);
  expect(slidesToLoad(showOf({ slides: 1 }), START_AT, null)).toEqual([0]);
  for (let to = 0; to < 10; to++) expect(slidesToLoad(showOf({ to }), START_AT, 9).length).toBeLessThanOrEqual(7);
});

const member = (user: string, change: Partial<PresenceMember> = {}): PresenceMember => ({
  user,
  state: "here",
  visible: true,
  speaking: false,
  ...change,
});

test("K10 the driver waits for visible members, at most three seconds", () => {
  const everybody = [
    member("driver"),
    member("ada"),
    member("bob"),
    member("hidden", { visible: false }),
    member("cut", { state: "reconnecting", visible: false }),
  ];
  let barrier: Barrier = announce(DECK, 3, START_AT);
  const left = (now: number) => barrierLeftMs(barrier, "driver", everybody, now);
  expect(waitedFor(barrier, "driver", everybody)).toEqual(["ada", "bob"]);
  expect(left(START_AT + 1_000)).toBe(2_000);
  barrier = heardReady(barrier, "ada", { deckId: DECK, index: 3 });
  barrier = heardReady(barrier, "bob", { deckId: DECK, index: 2 });
  expect(waitedFor(barrier, "driver", everybody)).toEqual(["bob"]);
  // One frozen page stalls nobody.
  expect(left(START_AT + 3_000)).toBe(0);
  barrier = heardReady(barrier, "bob", { deckId: DECK, index: 3 });
  expect(left(START_AT + 100)).toBe(0);
  expect(barrierLeftMs(announce(DECK, 3, START_AT), "driver", [member("driver")], START_AT)).toBe(0);
});

test("K11 who browses stays while others move on, follows again where they meet, and snaps back", () => {
  let mine = ofShow(FOLLOWING, "grant-1");
  expect(seenSlide(mine, 4)).toBe(4);
  mine = browse(mine, 2, 4, 10);
  expect(seenSlide(mine, 4)).toBe(2);
  expect(seenSlide(mine, 5)).toBe(2);
  expect(ofShow(mine, "grant-1")).toBe(mine);
  expect(seenSlide(browse(mine, 99, 4, 10), 4)).toBe(9);
  expect(seenSlide(browse(mine, -1, 4, 10), 4)).toBe(0);
  expect(browse(mine, 5, 5, 10).own).toBeNull();
  expect(seenSlide(snapBack(mine), 6)).toBe(6);
  expect(seenSlide(ofShow(mine, "grant-2"), 0)).toBe(0);
});

test("K12 under 300 ms the rate changes by at most 3 %, above it jumps, and it comes to rest", () => {
  expect(correctionOf(10_000, 10_010)).toEqual({ kind: "rate", rate: 1 });
  expect(correctionOf(10_000, 9_800)).toEqual({ kind: "rate", rate: 1.03 });
  expect(correctionOf(10_000, 10_200)).toEqual({ kind: "rate", rate: 0.97 });
  expect(correctionOf(10_000, 9_700)).toEqual({ kind: "seek", positionMs: 10_000 });
  expect(correctionOf(-50, 400)).toEqual({ kind: "seek", positionMs: 0 });
  for (const startMs of [-299, -150, -40, 40, 150, 299]) {
    let played = 10_000 + startMs;
    let wanted = 10_000;
    for (let second = 0; second < 40; second++) {
      const correction = correctionOf(wanted, played);
      if (correction.kind === "seek") throw new Error("it jumped");
      expect(Math.abs(correction.rate - 1)).toBeLessThanOrEqual(0.03 + 1e-9);
      wanted += 250;
      played += 250 * correction.rate;
    }
    for (let second = 0; second < 120; second++) {
      const correction = correctionOf(wanted, played);
      wanted += 250;
      played += 250 * (correction.kind === "rate" ? correction.rate : 1);
    }
    expect(Math.abs(wanted - played)).toBeLessThanOrEqual(15);
  }
});
