// Receipts in the cases that have names: leaving, skipping, ending, pausing, looking late.
import { describe, expect, test } from "vitest";
import type { UserId } from "#core/protocol/ids.ts";
import { ALICE, BOB, CAROL, MINUTE_MS, PLAN, ROOM, RoomOf, START_AT } from "./room.fixture.ts";

/** Focus, with everybody there from the start. */
const inFocus = (...others: readonly UserId[]): RoomOf => {
  const room = new RoomOf();
  room.enter(...others);
  room.drive("start");
  return room;
};

describe("L19 receipts", () => {
  test("L19 at the end of each focus phase everybody who was in it has one, present at its end or not", () => {
    const room = inFocus(BOB, CAROL);
    room.pass(5 * MINUTE_MS);
    room.ask(BOB, { name: "leave", data: {} });
    room.pass(5 * MINUTE_MS);
    room.close(CAROL);
    room.pass(20 * MINUTE_MS);
    const [attended, ...more] = room.named("attended");
    expect(more).toEqual([]);
    expect(attended).toMatchObject({ at: START_AT + PLAN.focusMs, by: null, data: { session: 5, phase: 0 } });
    const startAt = START_AT;
    expect(attended?.data.receipts).toEqual([
      {
        id: `${ROOM}:5:0:${ALICE}`,
        room: ROOM,
        user: ALICE,
        phase: 0,
        from: startAt,
        to: startAt + 25 * MINUTE_MS,
        activeMs: 25 * MINUTE_MS,
        copresent: 2,
      },
      {
        id: `${ROOM}:5:0:${BOB}`,
        room: ROOM,
        user: BOB,
        phase: 0,
        from: startAt,
        to: startAt + 5 * MINUTE_MS,
        activeMs: 5 * MINUTE_MS,
        copresent: 2,
      },
      {
        id: `${ROOM}:5:0:${CAROL}`,
        room: ROOM,
        user: CAROL,
        phase: 0,
        from: startAt,
        to: startAt + 10 * MINUTE_MS,
        activeMs: 10 * MINUTE_MS,
        copresent: 2,
      },
    ]);
  });

  test("L19 leaving and coming again in one phase is one receipt without the time between; two who never met are alone", () => {
    const room = inFocus(BOB);
    room.pass(2 * MINUTE_MS);
    room.ask(ALICE, { name: "leave", data: {} });
    room.close(BOB);
    room.pass(3 * MINUTE_MS);
    room.enter(ALICE);
    room.pass(5 * MINUTE_MS);
    room.ask(ALICE, { name: "leave", data: {} });
    room.enter(CAROL);
    room.pass(30 * MINUTE_MS);
    expect(room.receipts.map(({ user, activeMs, copresent }) => [user, activeMs / MINUTE_MS, copresent])).toEqual([
      [ALICE, 7, 1],
      [BOB, 2, 1],
      [CAROL, 15, 0],
    ]);
  });

  test("L19 breaks, lobby and pauses earn nothing; a hidden page earns like a visible one", () => {
    const room = new RoomOf();
    room.hide(ALICE);
    room.pass(10 * MINUTE_MS);
    room.drive("start");
    room.pass(10 * MINUTE_MS);
    room.drive("pause");
    room.pass(60 * MINUTE_MS);
    room.drive("resume");
    room.pass(20 * MINUTE_MS + 25 * MINUTE_MS);
    expect(room.creditOf(ALICE)).toEqual({ 0: 25 * MINUTE_MS, 2: 25 * MINUTE_MS });
  });

  test("L19 an absence under ten seconds is no absence, also across the end of the phase", () => {
    const room = inFocus(BOB);
    room.pass(PLAN.focusMs - 4_000);
    room.close(BOB);
    room.pass(8_000);
    room.connect(BOB);
    room.pass(60 * MINUTE_MS);
    expect(room.creditOf(BOB)).toEqual({ 0: PLAN.focusMs, 2: PLAN.focusMs });
  });

  test("L19 dropped across the end of a phase and back in the next: each phase has its part", () => {
    const room = inFocus(BOB);
    room.pass(10 * MINUTE_MS);
    room.close(BOB);
    room.pass(25 * MINUTE_MS);
    room.connect(BOB);
    room.pass(60 * MINUTE_MS);
    expect(room.creditOf(BOB)).toEqual({ 0: 10 * MINUTE_MS, 2: 20 * MINUTE_MS, 4: 25 * MINUTE_MS });
  });
});

describe("L21 skip and end", () => {
  test("L21 skip issues receipts for the part attended, at once", () => {
    const room = inFocus(BOB);
    room.pass(7 * MINUTE_MS);
    room.drive("skip");
    expect(room.creditOf(BOB)).toEqual({ 0: 7 * MINUTE_MS });
    expect(room.log.slice(-2).map(({ name }) => name)).toEqual(["attended", "skipped"]);
  });

  test("L21 skip while paused leaves the pause out", () => {
    const room = inFocus();
    room.pass(7 * MINUTE_MS);
    room.drive("pause");
    room.pass(7 * MINUTE_MS);
    room.drive("skip");
    expect(room.creditOf(ALICE)).toEqual({ 0: 7 * MINUTE_MS });
  });

  test("L21 skip in a break issues nothing", () => {
    const room = inFocus();
    room.pass(26 * MINUTE_MS);
    room.drive("skip");
    expect(room.named("attended").length).toBe(1);
  });

  test("L21 an end issues when ten seconds have passed, and nothing of them", () => {
    const room = inFocus();
    room.pass(7 * MINUTE_MS);
    room.drive("end");
    room.pass(9_999);
    expect(room.receipts).toEqual([]);
    room.pass(1);
    expect(room.creditOf(ALICE)).toEqual({ 0: 7 * MINUTE_MS });
    room.pass(60 * MINUTE_MS);
    expect(room.receipts.length).toBe(1);
  });

  test.each(["start", "set_plan"] as const)("L21 %s makes an end final at once", (name) => {
    const room = inFocus();
    room.pass(7 * MINUTE_MS);
    room.drive("end");
    room.pass(1_000);
    expect(name === "start" ? room.drive("start") : room.drive("set_plan", { plan: PLAN })).toBeNull();
    expect(room.creditOf(ALICE)).toEqual({ 0: 7 * MINUTE_MS });
    expect(room.drive("undo_end")).toBe("not_ended");
  });

  test("L21 whoever leaves while an end can be undone has a receipt all the same", () => {
    const room = inFocus(BOB);
    room.pass(7 * MINUTE_MS);
    room.drive("end");
    room.pass(1_000);
    room.ask(BOB, { name: "leave", data: {} });
    room.pass(10_000);
    expect(room.creditOf(BOB)).toEqual({ 0: 7 * MINUTE_MS });
  });
});

test("L22 the same phase of another session is another receipt", () => {
  const room = inFocus();
  for (let session = 0; session < 3; session++) {
    room.pass(MINUTE_MS);
    room.drive("end");
    room.drive("start");
  }
  const ids = room.receipts.map(({ id }) => id);
  expect(ids.length).toBe(3);
  expect(new Set(ids).size).toBe(3);
});

describe("L23 a late look", () => {
  test("L23 finds every phase that ended meanwhile, in order, as if it had looked in time", () => {
    const [late, punctual] = [inFocus(BOB), inFocus(BOB)];
    late.sleep(100 * MINUTE_MS);
    late.advance();
    punctual.pass(100 * MINUTE_MS);
    expect(late.named("attended").map(({ data }) => data)).toEqual(punctual.named("attended").map(({ data }) => data));
    expect(late.receipts.map(({ phase }) => phase)).toEqual([0, 0, 2, 2, 4, 4]);
  });

  test("L23 comes before whatever is asked then: a new plan or session takes nothing away", () => {
    for (const name of ["start", "set_plan"] as const) {
      const room = inFocus();
      room.sleep(100 * MINUTE_MS);
      if (name === "start") room.drive("start");
      else room.drive("set_plan", { plan: PLAN });
      expect(room.creditOf(ALICE)).toEqual({ 0: 25 * MINUTE_MS, 2: 25 * MINUTE_MS, 4: 25 * MINUTE_MS });
    }
  });

  test("L23 counts nobody beyond their last sign of life", () => {
    const room = inFocus(BOB);
    room.pass(10 * MINUTE_MS);
    room.fallSilent(BOB);
    room.sleep(60 * MINUTE_MS);
    room.advance();
    expect(room.creditOf(BOB)).toEqual({ 0: 10 * MINUTE_MS });
  });
});
