// What may be asked of a room: driver commands and their fence, goals, chat, leaving.
import { describe, expect, test } from "vitest";
import type { RoomCommand } from "#core/protocol/rooms.ts";
import { ALICE, BOB, CAROL, DAN, MINUTE_MS, PLAN, RoomOf, SECOND_MS, START_AT } from "./room.fixture.ts";
import { CHAT_WINDOW, roomPhase } from "./room-state.ts";

const kindNow = (room: RoomOf) => roomPhase(room.state, room.now).kind;
const running = (plan = PLAN): RoomOf => {
  const room = new RoomOf({ plan });
  room.enter(BOB);
  expect(room.drive("start")).toBeNull();
  return room;
};

describe("L4 skip", () => {
  test("L4 skip begins the break now, from the break the next focus, and from the last focus the end", () => {
    const room = running();
    room.pass(3 * MINUTE_MS);
    const kinds = Array.from({ length: 5 }, () => (room.drive("skip"), kindNow(room)));
    expect(kinds).toEqual(["break", "focus", "long_break", "focus", "done"]);
    expect(room.drive("skip")).toBe("not_running");
  });

  test("L4 skip while paused runs the next phase at once, whole", () => {
    const room = running();
    room.pass(MINUTE_MS);
    room.drive("pause");
    room.pass(MINUTE_MS);
    room.drive("skip");
    expect(roomPhase(room.state, room.now)).toMatchObject({ index: 1, kind: "break", remainingMs: PLAN.breakMs });
    expect(room.state.schedule?.pausedAt).toBeNull();
  });
});

test("L5 extend lengthens the running phase, again and again, and also while it is paused", () => {
  const room = running();
  room.drive("extend", { ms: MINUTE_MS });
  room.drive("pause");
  room.pass(10 * MINUTE_MS);
  room.drive("extend", { ms: 2 * MINUTE_MS });
  expect(roomPhase(room.state, room.now)).toMatchObject({ kind: "focus", remainingMs: 28 * MINUTE_MS });
  expect(room.state.schedule?.pausedAt).toBe(START_AT);
  room.drive("resume");
  room.pass(28 * MINUTE_MS);
  expect(roomPhase(room.state, room.now)).toMatchObject({ index: 1, kind: "break", remainingMs: PLAN.breakMs });
});

describe("L6 set_plan", () => {
  const short = { ...PLAN, focusMs: 10 * MINUTE_MS, breakMs: MINUTE_MS };

  test("L6 the running phase keeps its length, the next one has its new one", () => {
    const room = running();
    room.pass(20 * MINUTE_MS);
    room.drive("set_plan", { plan: short });
    expect(roomPhase(room.state, room.now)).toMatchObject({ kind: "focus", remainingMs: 5 * MINUTE_MS });
    room.pass(5 * MINUTE_MS);
    expect(roomPhase(room.state, room.now)).toMatchObject({ kind: "break", remainingMs: MINUTE_MS });
    room.pass(MINUTE_MS);
    expect(roomPhase(room.state, room.now)).toMatchObject({ kind: "focus", remainingMs: 10 * MINUTE_MS });
  });

  test("L6 with fewer rounds than have run, the running phase is the last one", () => {
    const room = running();
    room.pass(31 * MINUTE_MS);
    room.drive("set_plan", { plan: { ...PLAN, rounds: 1 } });
    expect(roomPhase(room.state, room.now)).toMatchObject({ index: 2, kind: "focus", remainingMs: 24 * MINUTE_MS });
    room.pass(24 * MINUTE_MS);
    expect(kindNow(room)).toBe("done");
    expect(room.creditOf(ALICE)).toEqual({ 0: 25 * MINUTE_MS, 2: 25 * MINUTE_MS });
  });

  test("L6 a pause outlives it", () => {
    const room = running();
    room.pass(MINUTE_MS);
    room.drive("pause");
    room.drive("set_plan", { plan: short });
    room.pass(MINUTE_MS);
    expect(room.state.schedule?.pausedAt).not.toBeNull();
    expect(roomPhase(room.state, room.now).remainingMs).toBe(24 * MINUTE_MS);
  });

  test("L6 where nothing runs the room is back in its lobby, with the new plan", () => {
    const room = running({ ...PLAN, rounds: 1 });
    room.pass(26 * MINUTE_MS);
    expect(kindNow(room)).toBe("done");
    room.drive("set_plan", { plan: short });
    expect(kindNow(room)).toBe("lobby");
    expect(room.state).toMatchObject({ plan: short, schedule: null, session: null });
  });
});

describe("L7 what fits the moment", () => {
  const moments: Record<string, () => RoomOf> = {
    lobby: () => new RoomOf(),
    running: () => running(),
    paused: () => {
      const room = running();
      room.drive("pause");
      return room;
    },
    ended: () => {
      const room = running();
      room.drive("end");
      return room;
    },
    "over by itself": () => {
      const room = running({ ...PLAN, rounds: 1 });
      room.pass(PLAN.focusMs);
      return room;
    },
  };
  const answers = {
    lobby: [null, "not_running", "not_running", "not_running", "not_running", "not_running", "not_ended"],
    running: ["already_running", null, "not_paused", null, null, null, "not_ended"],
    paused: ["already_running", "already_paused", null, null, null, null, "not_ended"],
    ended: [null, "not_running", "not_running", "not_running", "not_running", "not_running", null],
    "over by itself": [null, "not_running", "not_running", "not_running", "not_running", "not_running", "not_ended"],
  };
  const commands = ["start", "pause", "resume", "skip", "extend", "end", "undo_end"] as const;

  test.each(Object.entries(answers))("L7 %s", (moment, expected) => {
    const told = commands.map((name) => {
      const room = moments[moment]?.() ?? new RoomOf();
      const before = room.log.length;
      const code = name === "extend" ? room.drive("extend", { ms: SECOND_MS }) : room.drive(name);
      // A refusal leaves no trace.
      expect(room.log.length > before).toBe(code === null);
      return code;
    });
    expect(told).toEqual(expected);
  });
});

describe("L8 the end and its undoing", () => {
  test("L8 an end is seen at once, and undone within ten seconds as if it had not been", () => {
    const room = running();
    room.pass(MINUTE_MS);
    room.drive("end");
    expect(kindNow(room)).toBe("done");
    room.pass(9_999);
    expect(room.drive("undo_end")).toBeNull();
    expect(roomPhase(room.state, room.now)).toMatchObject({ kind: "focus", remainingMs: 24 * MINUTE_MS - 9_999 });
    room.pass(24 * MINUTE_MS);
    expect(room.creditOf(ALICE)).toEqual({ 0: 25 * MINUTE_MS });
  });

  test("L8 at ten seconds it is final", () => {
    const room = running();
    room.pass(MINUTE_MS);
    room.drive("end");
    room.sleep(10_000);
    expect(room.drive("undo_end")).toBe("undo_expired");
  });

  test("L8 a pause outlives an end that was undone", () => {
    const room = running();
    room.pass(MINUTE_MS);
    room.drive("pause");
    room.pass(MINUTE_MS);
    room.drive("end");
    room.pass(5_000);
    room.drive("undo_end");
    expect(roomPhase(room.state, room.now).remainingMs).toBe(24 * MINUTE_MS);
    expect(room.drive("resume")).toBeNull();
  });

  test("L8 undone after the phase has ended by itself, its receipts are issued, whatever follows in the same flush", () => {
    const room = running({ ...PLAN, rounds: 1 });
    room.pass(PLAN.focusMs - 3_000);
    room.drive("end");
    room.pass(5_000);
    room.batch(() => {
      expect(room.drive("undo_end")).toBeNull();
      expect(room.drive("start")).toBeNull();
    });
    expect(room.creditOf(ALICE)).toEqual({ 0: PLAN.focusMs });
  });
});

describe("L9 the fence", () => {
  const driver = [
    { name: "set_plan", data: { plan: PLAN } },
    { name: "start", data: {} },
    { name: "pause", data: {} },
    { name: "resume", data: {} },
    { name: "skip", data: {} },
    { name: "extend", data: { ms: SECOND_MS } },
    { name: "end", data: {} },
    { name: "undo_end", data: {} },
    { name: "pass_driver", data: { to: BOB } },
    { name: "release_driver", data: {} },
  ] as const;

  test.each(driver)(
    "L9 $name with an old or invented fence is stale, by somebody else it is not theirs",
    ({ name, data }) => {
      const room = running();
      const { fence } = room.state.driver;
      const before = room.log.length;
      const ask = (user: typeof ALICE, given: number) =>
        room.ask(user, { name, data: { ...data, fence: given } } as unknown as RoomCommand);
      expect([ask(ALICE, fence - 1), ask(ALICE, fence + 1), ask(BOB, fence - 1)]).toEqual(Array(3).fill("stale_fence"));
      expect(ask(BOB, fence)).toBe("not_driver");
      expect(ask(DAN, fence)).toBe("not_a_member");
      expect(room.log.length).toBe(before);
    },
  );

  test("L9 every change of driver raises it by one", () => {
    const room = running();
    room.drive("pass_driver", { to: BOB });
    room.drive("release_driver");
    room.ask(ALICE, { name: "claim_driver", data: {} });
    room.ask(ALICE, { name: "leave", data: {} });
    expect(room.named("driver_changed").map(({ data }) => [data.fence, data.reason])).toEqual([
      [2, "passed"],
      [3, "released"],
      [4, "claimed"],
      [5, "left"],
    ]);
  });
});

describe("L12 the driver", () => {
  test("L12 whoever makes the room drives first", () => {
    expect(new RoomOf().state.driver).toEqual({ holder: ALICE, fence: 1 });
  });

  test("L12 is passed to a member, to oneself without effect, to a stranger not at all", () => {
    const room = running();
    expect(room.drive("pass_driver", { to: DAN })).toBe("no_such_member");
    expect(room.drive("pass_driver", { to: ALICE })).toBeNull();
    expect(room.named("driver_changed")).toEqual([]);
    expect(room.drive("pass_driver", { to: BOB })).toBeNull();
    expect(room.state.driver.holder).toBe(BOB);
  });

  test("L12 nothing ends because somebody leaves: the clock runs on, also when everybody has left", () => {
    const room = running();
    room.ask(ALICE, { name: "leave", data: {} });
    expect(room.state.driver.holder).toBe(BOB);
    room.ask(BOB, { name: "leave", data: {} });
    expect(room.state.driver.holder).toBeNull();
    expect(kindNow(room)).toBe("focus");
    room.enter(CAROL);
    expect(room.ask(CAROL, { name: "claim_driver", data: {} })).toBeNull();
    expect(room.drive("pause")).toBeNull();
  });
});

describe("L17 goals", () => {
  test("L17 a goal is one's own; the same again is nothing, another one begins anew", () => {
    const room = new RoomOf();
    const ask = (command: RoomCommand) => room.ask(ALICE, command);
    expect(ask({ name: "complete", data: { done: true } })).toBe("no_goal");
    ask({ name: "declare", data: { text: "Write" } });
    ask({ name: "declare", data: { text: "Write" } });
    expect(room.named("declared").length).toBe(1);
    ask({ name: "complete", data: { done: true } });
    ask({ name: "complete", data: { done: true } });
    expect(room.named("completed").length).toBe(1);
    ask({ name: "debrief", data: { text: "Went well", mood: 4 } });
    expect(room.state.roster[0]).toMatchObject({ goal: "Write", done: true, debrief: { text: "Went well", mood: 4 } });
    ask({ name: "declare", data: { text: "Write" } });
    expect(room.state.roster[0]).toMatchObject({ goal: "Write", done: false, debrief: null });
  });

  test("L17 a new session carries open goals on and clears what was finished or debriefed", () => {
    const room = new RoomOf();
    room.enter(BOB, CAROL);
    for (const user of [ALICE, BOB, CAROL]) room.ask(user, { name: "declare", data: { text: "Goal" } });
    room.ask(ALICE, { name: "complete", data: { done: true } });
    room.ask(BOB, { name: "debrief", data: { text: "" } });
    room.drive("start");
    expect(room.state.roster.map(({ goal, done, debrief }) => [goal, done, debrief])).toEqual([
      [null, false, null],
      [null, false, null],
      ["Goal", false, null],
    ]);
  });
});

const say = (room: RoomOf, text = "hello") => room.ask(BOB, { name: "say", data: { text } });

describe("L18 chat", () => {
  test("L18 is open in the lobby, in breaks and at the end, closed in focus, paused or not", () => {
    const room = new RoomOf();
    room.enter(BOB);
    const told: [string, string | null][] = [[kindNow(room), say(room)]];
    room.drive("start");
    told.push([kindNow(room), say(room)]);
    room.drive("pause");
    told.push([`${kindNow(room)} paused`, say(room)]);
    room.drive("skip");
    told.push([kindNow(room), say(room)]);
    room.drive("end");
    told.push([kindNow(room), say(room)]);
    expect(told).toEqual([
      ["lobby", null],
      ["focus", "chat_closed"],
      ["focus paused", "chat_closed"],
      ["break", null],
      ["done", null],
    ]);
  });

  test("L18 is open in focus too where the room allows it", () => {
    const room = new RoomOf({ openChat: true });
    room.enter(BOB);
    room.drive("start");
    expect(say(room)).toBeNull();
  });

  test("L18 the last hundred lines are kept, with the name they were said under", () => {
    const room = new RoomOf();
    room.enter(BOB);
    for (let line = 0; line <= CHAT_WINDOW; line++) say(room, `line ${line}`);
    room.ask(BOB, { name: "leave", data: {} });
    expect(room.state.chat.length).toBe(CHAT_WINDOW);
    expect(room.state.chat[0]).toMatchObject({ text: "line 1", user: BOB, name: BOB.slice(-4) });
  });
});

test("L16 whoever is no member is answered so, whatever is asked", () => {
  const room = running();
  room.ask(BOB, { name: "leave", data: {} });
  const asked: RoomCommand[] = [
    { name: "claim_driver", data: {} },
    { name: "declare", data: { text: "x" } },
    { name: "complete", data: { done: true } },
    { name: "debrief", data: { text: "x" } },
    { name: "say", data: { text: "x" } },
    { name: "leave", data: {} },
  ];
  for (const user of [BOB, DAN]) for (const command of asked) expect(room.ask(user, command)).toBe("not_a_member");
});
