// The barrier of whoever presents, on a clock that only the test moves.
import { expect, test } from "vitest";
import type { PresenceMember } from "#core/protocol/frames.ts";
import type { DeckId } from "#core/protocol/ids.ts";
import { createAudience } from "./audience.ts";
import { createPresenter, type Waiting } from "./presenter.ts";

const DECK = `deck_${"0".repeat(25)}1` as DeckId;
const here = (user: string): PresenceMember => ({ user, state: "here", visible: true, speaking: false });

const stageOf = (members: PresenceMember[]) => {
  let now = 0;
  let due: { at: number; run: () => void } | null = null;
  const went: number[] = [];
  const waits: (Waiting | null)[] = [];
  const presenter = createPresenter({
    self: "ada",
    members: () => members,
    say: () => undefined,
    go: (index) => went.push(index),
    now: () => now,
    after(ms, run) {
      const mine = { at: now + ms, run };
      due = mine;
      return () => {
        if (due === mine) due = null;
      };
    },
    onWait: (waiting) => waits.push(waiting),
  });
  const pass = (ms: number) => {
    now += ms;
    if (due === null || due.at > now) return;
    const { run } = due;
    due = null;
    run();
  };
  return { presenter, pass, went, waits };
};

test("K10 the slide is asked for when everybody has it, after three seconds where somebody has not", () => {
  const { presenter, pass, went, waits } = stageOf([here("ada"), here("bob"), here("cy")]);
  presenter.turnTo(DECK, 4);
  presenter.heard("bob", { deckId: DECK, index: 4 });
  expect([went, waits.at(-1)]).toEqual([[], { index: 4, count: 1 }]);
  presenter.heard("cy", { deckId: DECK, index: 4 });
  expect([went, waits.at(-1)]).toEqual([[4], null]);
  presenter.turnTo(DECK, 5);
  pass(2_999);
  expect(went).toEqual([4]);
  pass(1);
  expect(went).toEqual([4, 5]);
});

test("K10 a later wish takes the place of one that waits, and alone nobody waits", () => {
  const members = [here("ada"), here("bob")];
  const { presenter, pass, went } = stageOf(members);
  presenter.turnTo(DECK, 1);
  presenter.turnTo(DECK, 2);
  presenter.heard("bob", { deckId: DECK, index: 1 });
  expect(went).toEqual([]);
  members.pop();
  presenter.look();
  expect(went).toEqual([2]);
  presenter.turnTo(DECK, 3);
  expect(went).toEqual([2, 3]);
  pass(10_000);
  expect(went).toEqual([2, 3]);
});

test("K10 a page says once that the announced slide is loaded: at once where it is, else when it comes", () => {
  const said: number[] = [];
  const audience = createAudience((index) => said.push(index));
  audience.announced(3);
  audience.loaded(2);
  expect(said).toEqual([]);
  audience.loaded(3);
  audience.loaded(3);
  expect(said).toEqual([3]);
  // Also where another driver goes back to what has long been here.
  audience.announced(2);
  expect(said).toEqual([3, 2]);
  audience.announced(7);
  audience.announced(8);
  audience.loaded(7);
  expect(said).toEqual([3, 2]);
});
