// The fold: total, pure, the same for everybody, and no bigger than what it must remember.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RoomEventData, RoomEventName } from "#core/protocol/rooms.ts";
import { showOf } from "../slideshow/deck.fixture.ts";
import { advance, nextWake, presenceOf } from "./advance.ts";
import { evolve, type SequencedRoomEvent } from "./evolve.ts";
import { ALICE, BOB, CAROL, DAN, MINUTE_MS, PLAN, ROOM, RoomOf, START_AT } from "./room.fixture.ts";
import { roomPhase } from "./room-state.ts";

const user = fc.constantFrom(ALICE, BOB, CAROL, DAN);
const at = fc.nat({ max: 10_000_000 }).map((ms) => START_AT + ms);
const text = fc.string({ maxLength: 5 });
const schedule = fc.record({
  index: fc.nat({ max: 12 }),
  startedAt: at,
  lengthMs: fc.constantFrom(0, 1_000, 5_000_000),
  pausedAt: fc.option(at),
});
const receipt = fc.record({
  id: text,
  room: fc.constant(ROOM),
  user,
  phase: fc.nat({ max: 12 }),
  from: at,
  to: at,
  activeMs: fc.nat(),
  copresent: fc.nat(),
});
const slide = fc.nat({ max: 9 });
const playback = fc.record({ on: fc.boolean(), positionMs: fc.nat(), effectiveAt: at });
const change = { user, from: fc.option(slide), to: slide, effectiveAt: at };
const kind = fc.constantFrom("member" as const, "guest" as const);
/** Data of every event there is, in no sensible order. */
const DATA: { [N in RoomEventName]: fc.Arbitrary<RoomEventData[N]> } = {
  created: fc.constant({ id: ROOM, title: "x", visibility: "private", plan: PLAN, openChat: true, by: BOB }),
  plan_set: fc.record({ plan: fc.constant(PLAN), schedule: fc.option(schedule) }),
  started: fc.record({ plan: fc.constant(PLAN), schedule }),
  paused: fc.record({ schedule }),
  resumed: fc.record({ schedule }),
  skipped: fc.record({ schedule }),
  extended: fc.record({ schedule }),
  ended: fc.record({ endedAt: at }),
  end_undone: fc.constant({}),
  declared: fc.record({ user, text }),
  completed: fc.record({ user, done: fc.boolean() }),
  debriefed: fc.record({ user, text, mood: fc.option(fc.integer({ min: 1, max: 5 })) }),
  said: fc.record({ user, text }),
  driver_changed: fc.record({ holder: fc.option(user), fence: fc.nat(), reason: fc.constant("lost") }),
  shown: fc.record({ to: slide, effectiveAt: at, playback }).map((data) => showOf(data)),
  went: fc.record(change),
  played: fc.record({ ...change, intervalMs: fc.option(fc.constant(2_000)), playback }),
  hidden: fc.record({ user: fc.option(user) }),
  joined: fc.record({ user, name: text, kind }),
  dropped: fc.record({ user, since: at }),
  returned: fc.record({ user, name: text, kind }),
  left: fc.record({ user }),
  attended: fc.record({
    session: fc.nat({ max: 9 }),
    phase: fc.nat({ max: 12 }),
    endedAt: at,
    receipts: fc.array(receipt),
  }),
};
const event = fc
  .constantFrom(...(Object.keys(DATA) as RoomEventName[]))
  .chain((name) => fc.record({ name: fc.constant(name), at, data: DATA[name] as fc.Arbitrary<unknown> }));

const freeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) freeze(child);
  }
  return value;
};

describe("L26 the fold", () => {
  test("L26 takes every event in every order, never changes what it was given, and yields plain JSON", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60, size: "max" }), at, (events, now) => {
        let { state } = new RoomOf();
        for (const [index, { name, at: when, data }] of events.entries()) {
          state = evolve(
            freeze(state),
            freeze({ seq: index + 3, at: when, by: null, name, data }) as SequencedRoomEvent,
          );
        }
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        // Whatever the fold led to, the rules over it answer.
        expect(roomPhase(state, now).index).toBeGreaterThanOrEqual(0);
        expect(presenceOf(state, new Map(), now).length).toBe(state.roster.length);
        expect(Array.isArray(advance(state, 100, new Map(), now))).toBe(true);
        expect(nextWake(state, now)).not.toBeNaN();
        expect(new Set(state.roster.map((member) => member.user)).size).toBe(state.roster.length);
      }),
      { numRuns: 1_000 },
    );
  });

  test("L26 a log that does not begin with created is a bug, not a room", () => {
    const { log } = new RoomOf();
    expect(() => evolve(null, log[1] as SequencedRoomEvent)).toThrow(/begins with created/);
  });
});

const comeAndGo = (room: RoomOf, times: number): void => {
  for (let time = 0; time < times; time++) {
    room.close(BOB);
    room.pass(15_000);
    room.connect(BOB);
    room.pass(1_000);
  }
};

const intervals = (room: RoomOf) => Object.values(room.state.attendance).flat().length;

describe("L26 presence that can earn nothing any more is not kept", () => {
  const moments: Record<string, (room: RoomOf) => void> = {
    "in the lobby": () => {},
    "after an end": (room) => {
      room.drive("start");
      room.pass(MINUTE_MS);
      room.drive("end");
    },
    "after an end in a break": (room) => {
      room.drive("start");
      room.pass(26 * MINUTE_MS);
      room.drive("end");
    },
    "after an end with nothing attended": (room) => {
      room.batch(() => {
        room.drive("start");
        room.drive("end");
      });
    },
    "when all rounds are over": (room) => {
      room.drive("start");
      room.pass(5 * 60 * MINUTE_MS);
    },
    "after another plan": (room) => {
      room.drive("start");
      room.drive("end");
      room.drive("set_plan", { plan: PLAN });
    },
  };

  test.each(Object.entries(moments))("L26 %s", (_, reach) => {
    const room = new RoomOf();
    room.enter(BOB);
    reach(room);
    room.pass(MINUTE_MS);
    comeAndGo(room, 20);
    expect(intervals(room)).toBeLessThanOrEqual(2);
    room.close(ALICE);
    room.close(BOB);
    room.pass(MINUTE_MS);
    expect(room.state.attendance).toEqual({});
  });

  test("L26 in a session no more than the unsettled phase", () => {
    const room = new RoomOf({ plan: { ...PLAN, rounds: null } });
    room.enter(BOB);
    room.drive("start");
    room.pass(3 * 60 * MINUTE_MS);
    comeAndGo(room, 3);
    expect(intervals(room)).toBeLessThanOrEqual(6);
  });
});
