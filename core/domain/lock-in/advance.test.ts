// What a room notices by itself: absence and return, a driver who is gone, phases that are over, and when to look again.
import { describe, expect, test } from "vitest";
import { advance, nextWake, presenceOf, type Sighting } from "./advance.ts";
import { ALICE, BOB, CAROL, MINUTE_MS, PLAN, RoomOf, SECOND_MS, START_AT } from "./room.fixture.ts";
import { memberOf, roomPhase } from "./room-state.ts";

const entered = (): RoomOf => {
  const room = new RoomOf();
  room.pass(SECOND_MS);
  room.enter(BOB);
  room.pass(SECOND_MS);
  room.enter(CAROL);
  return room;
};
const presence = (room: RoomOf) =>
  presenceOf(room.state, room.sightings(), room.now).map(({ user, state }) => [user, state]);

describe("L10 the lease", () => {
  test("L10 a closed page loses it after eight seconds to the longest-present visible member", () => {
    const room = entered();
    room.hide(BOB);
    room.close(ALICE);
    room.pass(7_999);
    expect(room.state.driver.holder).toBe(ALICE);
    room.pass(1);
    expect(room.state.driver).toEqual({ holder: CAROL, fence: 2 });
    expect(room.named("driver_changed").at(-1)?.data.reason).toBe("lost");
  });

  test("L10 a page that is back within eight seconds keeps it", () => {
    const room = entered();
    room.close(ALICE);
    room.pass(7_000);
    room.connect(ALICE);
    room.pass(MINUTE_MS);
    expect(room.named("driver_changed")).toEqual([]);
  });

  test("L10 a silent holder loses it when somebody looks after more than ten seconds", () => {
    const room = entered();
    room.fallSilent(ALICE);
    room.sleep(10_000);
    room.advance();
    expect(room.state.driver.holder).toBe(ALICE);
    room.sleep(1);
    room.advance();
    expect(room.state.driver.holder).toBe(BOB);
  });

  test("L10 with nobody visible it stays free, once", () => {
    const room = entered();
    room.hide(BOB);
    room.hide(CAROL);
    room.close(ALICE);
    room.pass(MINUTE_MS);
    expect(room.state.driver.holder).toBeNull();
    expect(room.named("driver_changed").length).toBe(1);
  });

  test("L10 a member who came back counts as present since then", () => {
    const room = entered();
    room.close(BOB);
    room.pass(11_000);
    room.connect(BOB);
    room.close(ALICE);
    room.pass(8_000);
    expect(room.state.driver.holder).toBe(CAROL);
  });
});

describe("L11 claim", () => {
  test("L11 is refused while the driver is there, and is nothing for the driver", () => {
    const room = entered();
    expect(room.ask(BOB, { name: "claim_driver", data: {} })).toBe("driver_present");
    expect(room.ask(ALICE, { name: "claim_driver", data: {} })).toBeNull();
    expect(room.named("driver_changed")).toEqual([]);
  });

  test("L11 succeeds when the lease is free, or void though nobody has looked yet", () => {
    const room = entered();
    room.drive("release_driver");
    expect(room.ask(CAROL, { name: "claim_driver", data: {} })).toBeNull();
    room.fallSilent(CAROL);
    room.sleep(10_001);
    expect(room.ask(ALICE, { name: "claim_driver", data: {} })).toBeNull();
    expect(room.state.driver.holder).toBe(ALICE);
  });
});

describe("L13 the roster", () => {
  test("L13 is in order of arrival; dropping and returning move nobody, leaving and joining again do", () => {
    const room = entered();
    const order = () => room.state.roster.map(({ user }) => user);
    room.close(ALICE);
    room.pass(11_000);
    room.connect(ALICE);
    expect(order()).toEqual([ALICE, BOB, CAROL]);
    room.ask(ALICE, { name: "leave", data: {} });
    room.enter(ALICE);
    expect(order()).toEqual([BOB, CAROL, ALICE]);
  });

  test("L13 whoever is in already is not joined again", () => {
    const room = entered();
    room.join(BOB);
    expect(room.named("joined").length).toBe(3);
  });
});

describe("L14 dropped", () => {
  test("L14 comes after ten seconds without a socket, and says since when", () => {
    const room = entered();
    const closedAt = room.now;
    room.close(BOB);
    room.pass(9_999);
    expect(room.named("dropped")).toEqual([]);
    room.pass(1);
    expect(room.named("dropped").map(({ data }) => data)).toEqual([{ user: BOB, since: closedAt }]);
  });

  test("L14 a shorter absence writes nothing", () => {
    const room = entered();
    const before = room.log.length;
    for (let reload = 0; reload < 5; reload++) {
      room.close(BOB);
      room.pass(9_000);
      room.connect(BOB);
    }
    expect(room.log.length).toBe(before);
  });

  test("L14 a silent socket counts for fifty seconds, then as gone since its last sign", () => {
    const room = entered();
    const silentAt = room.now;
    room.fallSilent(BOB);
    room.sleep(49_999);
    room.advance();
    expect(room.named("dropped")).toEqual([]);
    room.sleep(1);
    room.advance();
    expect(room.named("dropped").map(({ data }) => data)).toEqual([{ user: BOB, since: silentAt }]);
  });

  test("L14 who joins by link and never opens a socket is dropped since joining, and earned nothing", () => {
    const room = entered();
    room.ask(CAROL, { name: "leave", data: {} });
    room.drive("start");
    room.join(CAROL);
    const joinedAt = room.now;
    room.pass(11_000);
    expect(room.named("dropped").map(({ data }) => data)).toEqual([{ user: CAROL, since: joinedAt }]);
    room.pass(PLAN.focusMs);
    expect(room.creditOf(CAROL)).toEqual({});
  });
});

test("L15 a hello brings a dropped member back at once, in its old place", () => {
  const room = entered();
  room.close(BOB);
  room.pass(20_000);
  expect(memberOf(room.state, BOB)?.presentSince).toBeNull();
  room.connect(BOB);
  expect(memberOf(room.state, BOB)?.presentSince).toBe(room.now);
  expect(room.named("returned").map(({ data }) => data.user)).toEqual([BOB]);
});

describe("L24 waking", () => {
  test("L24 nobody there, nothing to wake for, however long the session runs", () => {
    const room = entered();
    room.drive("start");
    for (const user of [ALICE, BOB, CAROL]) room.close(user);
    room.pass(PLAN.focusMs + SECOND_MS);
    expect(room.receipts.length).toBe(0);
    expect(room.wakeAt).toBeNull();
    expect(roomPhase(room.state, room.now).kind).toBe("break");
  });

  test("L24 an ended session that nobody attended does not wake the room", () => {
    const room = entered();
    room.batch(() => {
      room.drive("start");
      room.drive("pause");
    });
    room.pass(MINUTE_MS);
    room.drive("end");
    expect(room.wakeAt).toBeNull();
    room.pass(MINUTE_MS);
    expect(room.receipts).toEqual([]);
  });

  test("L24 while it is paused only people wake it", () => {
    const room = entered();
    room.drive("start");
    room.pass(MINUTE_MS);
    room.drive("pause");
    expect(room.wakeAt).toBeNull();
    room.close(BOB);
    expect(room.wakeAt).toBe(room.now + 10_000);
    room.close(ALICE);
    expect(room.wakeAt).toBe(room.now + 8_000);
  });

  test("L24 who was there before a pause is woken for, though nobody is there now", () => {
    const room = entered();
    room.drive("start");
    room.pass(5 * MINUTE_MS);
    room.drive("pause");
    for (const user of [ALICE, BOB, CAROL]) room.close(user);
    room.pass(10 * MINUTE_MS);
    // By the command door, without a socket: whoever may act need not be looking.
    expect(room.ask(BOB, { name: "claim_driver", data: {} })).toBeNull();
    expect(room.drive("resume")).toBeNull();
    room.pass(PLAN.focusMs);
    expect(room.creditOf(ALICE)).toEqual({ 0: 5 * MINUTE_MS });
  });

  test("L24 what is overdue is due now", () => {
    const room = entered();
    room.drive("start");
    room.sleep(PLAN.focusMs + 1);
    expect(nextWake(room.state, room.now)).toBe(room.now);
    room.advance();
    expect(nextWake(room.state, room.now)).toBe(START_AT + 2 * SECOND_MS + PLAN.focusMs + PLAN.breakMs + PLAN.focusMs);
  });
});

test("L25 looking twice is looking once, at every kind of moment", () => {
  const room = entered();
  room.drive("start");
  const looks = [
    () => room.close(ALICE),
    () => room.fallSilent(BOB),
    () => room.hide(CAROL),
    () => room.drive("end"),
    () => room.connect(ALICE),
  ];
  for (const look of looks) {
    look();
    for (const ms of [8_000, 2_000, 1, 40_000, PLAN.focusMs]) {
      room.sleep(ms);
      room.advance();
      expect(room.advance()).toEqual([]);
    }
  }
});

test("L25 two people who fell silent at the same time do not hand the lease to and fro", () => {
  const room = entered();
  const silentSince: Sighting = { connected: true, seenAt: room.now, visible: true, speaking: false };
  const sightings = new Map([ALICE, BOB, CAROL].map((user) => [user as string, silentSince]));
  for (const ms of [10_000, 10_001]) {
    const now = room.now + ms;
    room.sleep(ms);
    room.happen(advance(room.state, room.head, sightings, now));
    expect(advance(room.state, room.head, sightings, now)).toEqual([]);
    room.sleep(-ms);
  }
});

describe("L27 presence", () => {
  test("L27 here, reconnecting after ten silent seconds, gone when dropped; a closed page is reconnecting at once", () => {
    const room = entered();
    room.fallSilent(BOB);
    room.close(CAROL);
    room.sleep(10_000);
    expect(presence(room)).toEqual([
      [ALICE, "here"],
      [BOB, "here"],
      [CAROL, "reconnecting"],
    ]);
    room.advance();
    room.sleep(5_000);
    expect(presence(room).slice(1)).toEqual([
      [BOB, "reconnecting"],
      [CAROL, "gone"],
    ]);
    room.sleep(35_000);
    room.advance();
    expect(presence(room)[1]).toEqual([BOB, "gone"]);
  });

  test("L27 nobody who is not here is shown as looking or speaking", () => {
    const room = entered();
    const lively: Sighting = { connected: true, seenAt: room.now - 10_001, visible: true, speaking: true };
    expect(presenceOf(room.state, new Map([[ALICE as string, lively]]), room.now)[0]).toEqual({
      user: ALICE,
      state: "reconnecting",
      visible: false,
      speaking: false,
    });
  });
});
