// When a show in a room is over without anybody hiding it.
import { describe, expect, test } from "vitest";
import { DECK, FACTS } from "../slideshow/deck.fixture.ts";
import { ABANDONED_AFTER_MS } from "../slideshow/endings.ts";
import { ALICE, BOB, MINUTE_MS, RoomOf, SECOND_MS } from "./room.fixture.ts";
import { UNDO_END_MS } from "./room-state.ts";

/** Alice drives and shows; Bob looks on. */
const hall = (): RoomOf => {
  const room = new RoomOf();
  room.decks.set(DECK, FACTS);
  room.enter(BOB);
  room.drive("show", { deckId: DECK });
  return room;
};
const isShown = ({ state }: RoomOf): boolean => state.show !== undefined;

describe("K19 a presenter who leaves a room takes the show along", () => {
  test("K19 it is hidden in the turn in which they leave, and whoever drives then shows their own", () => {
    const room = hall();
    expect(room.ask(ALICE, { name: "leave", data: {} })).toBeNull();
    expect(room.log.slice(-3).map(({ name }) => name)).toEqual(["hidden", "left", "driver_changed"]);
    expect(isShown(room)).toBe(false);
    expect(room.state.driver.holder).toBe(BOB);
    expect(room.drive("show", { deckId: DECK })).toBeNull();
  });

  test("K19 it stays where somebody else goes on with it, and whoever looked on may leave", () => {
    const room = hall();
    room.drive("pass_driver", { to: BOB });
    room.ask(ALICE, { name: "leave", data: {} });
    expect(room.state.show).toMatchObject({ by: ALICE });
    expect(room.drive("go", { index: 2 })).toBeNull();
    const other = hall();
    other.ask(BOB, { name: "leave", data: {} });
    expect(isShown(other)).toBe(true);
  });

  test("K19 a page that is closed or cut is no goodbye: the next driver has the slides", () => {
    const room = hall();
    room.close(ALICE);
    room.pass(MINUTE_MS);
    expect(room.state.driver.holder).toBe(BOB);
    expect(room.drive("go", { index: 1 })).toBeNull();
  });
});

describe("K21 a show in a room that nobody attends", () => {
  test("K21 is over when the next one comes in half an hour later, and not before", () => {
    const room = hall();
    room.close(ALICE);
    room.close(BOB);
    room.pass(ABANDONED_AFTER_MS / 2);
    room.connect(BOB);
    expect(isShown(room)).toBe(true);
    room.close(BOB);
    room.pass(ABANDONED_AFTER_MS);
    room.enter(BOB);
    expect(isShown(room)).toBe(false);
    expect(room.advance()).toEqual([]);
  });

  test("K21 stays for hours where somebody sits with it, through a reload too", () => {
    const room = hall();
    room.close(BOB);
    room.pass(4 * ABANDONED_AFTER_MS);
    room.close(ALICE);
    room.pass(5 * SECOND_MS);
    room.connect(ALICE);
    room.pass(MINUTE_MS);
    expect(isShown(room)).toBe(true);
  });
});

describe("K22 a session that is ended by hand takes its slides along", () => {
  test("K22 once that can no longer be undone; undone in time, they stay", () => {
    const room = hall();
    room.drive("start");
    room.pass(MINUTE_MS);
    room.drive("end");
    room.pass(UNDO_END_MS - 1);
    expect(isShown(room)).toBe(true);
    expect(room.drive("undo_end")).toBeNull();
    room.pass(MINUTE_MS);
    expect(isShown(room)).toBe(true);
    room.drive("end");
    room.pass(UNDO_END_MS);
    expect(isShown(room)).toBe(false);
    expect(room.wakeAt).toBeNull();
  });

  test("K22 not where the driver has gone on since, nor where the plan just ran out", () => {
    const room = hall();
    room.drive("start");
    room.pass(MINUTE_MS);
    room.drive("end");
    room.pass(SECOND_MS);
    room.drive("go", { index: 3 });
    room.pass(MINUTE_MS);
    expect(room.state.show).toMatchObject({ to: 3 });
    const other = hall();
    other.drive("start");
    other.pass(600 * MINUTE_MS);
    expect(isShown(other)).toBe(true);
  });
});
