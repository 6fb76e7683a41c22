// Receipts against a count by the second, over random sessions: no second invented, none lost, no receipt twice.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plan } from "#core/protocol/rooms.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { RoomBySecond } from "./by-the-second.fixture.ts";
import { ALICE, BOB, CAROL, MINUTE_MS, PLAN, ROOM, RoomOf, SECOND_MS, START_AT } from "./room.fixture.ts";

const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = Number(process.env["RUNS"] ?? 2_000);

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * SECOND_MS);
const plan: fc.Arbitrary<Plan> = fc.record({
  focusMs: seconds(2, 40),
  breakMs: seconds(1, 15),
  longBreakMs: seconds(1, 20),
  longBreakEvery: fc.integer({ min: 0, max: 3 }),
  rounds: fc.option(fc.integer({ min: 1, max: 4 })),
});
const anybody = fc.constantFrom(ALICE, BOB, CAROL);
const of = <N extends string>(weight: number, ...names: readonly N[]) =>
  names.map((name) => ({ weight, arbitrary: fc.constant({ name }) }));
const moveOf = (weight: number, name: "connect" | "close" | "fallSilent" | "join" | "leave") => ({
  weight,
  arbitrary: anybody.map((who) => ({ name, user: who })),
});
const single = fc.oneof(
  { weight: 24, arbitrary: fc.integer({ min: 1, max: 12 }).map((s) => ({ name: "pass" as const, s })) },
  moveOf(10, "connect"),
  moveOf(4, "join"),
  moveOf(4, "close"),
  moveOf(2, "fallSilent"),
  moveOf(1, "leave"),
  ...of(4, "start", "resume", "undo_end"),
  ...of(3, "pause", "end"),
  ...of(2, "skip"),
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 20 }).map((s) => ({ name: "extend" as const, s })) },
  { weight: 1, arbitrary: plan.map((next) => ({ name: "set_plan" as const, plan: next })) },
);
const step = fc.oneof(
  { weight: 9, arbitrary: single },
  {
    weight: 1,
    arbitrary: fc.array(single, { minLength: 2, maxLength: 4 }).map((steps) => ({ name: "batch" as const, steps })),
  },
);
type Single = typeof single extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const COMMANDS = new Set<string>([
  "start",
  "skip",
  "pause",
  "resume",
  "end",
  "undo_end",
  "extend",
  "set_plan",
  "leave",
]);

/** Both rooms live through the same; the real one looks around every second, or only when it asked to be woken. */
class Twins {
  readonly real: RoomOf;
  readonly counted: RoomBySecond;
  readonly #isSparse: boolean;
  accepted = 0;

  constructor(first: Plan, { isSparse }: { isSparse: boolean }) {
    this.real = new RoomOf({ plan: first });
    this.counted = new RoomBySecond(first);
    this.#isSparse = isSparse;
    this.counted.join(ALICE);
    this.counted.connect(ALICE);
  }

  live(one: Step): void {
    if (one.name === "batch")
      this.real.batch(() => one.steps.filter(({ name }) => COMMANDS.has(name)).forEach((each) => this.#live(each)));
    else this.#live(one);
  }

  #live(one: Single): void {
    switch (one.name) {
      case "pass":
        for (let count = 0; count < one.s; count++) this.#second();
        break;
      case "extend":
        this.#drive("extend", { ms: one.s * SECOND_MS }, (room) => room.extend(one.s));
        break;
      case "set_plan":
        this.#drive("set_plan", { plan: one.plan }, (room) => room.setPlan(one.plan));
        break;
      default:
        if ("user" in one) this.#move(one.name, one.user);
        else this.#command(one.name);
    }
  }

  #second(): void {
    this.counted.tick();
    this.counted.look();
    if (this.#isSparse) this.real.pass(SECOND_MS);
    else {
      this.real.sleep(SECOND_MS);
      this.real.advance();
    }
  }

  #move(name: string, who: UserId): void {
    if (name === "leave") {
      expect(this.real.ask(who, { name: "leave", data: {} }) === null).toBe(this.counted.leave(who));
      return;
    }
    const move = name as "connect" | "close" | "fallSilent" | "join";
    // Without a page that looks nobody notices silence before something else wakes the room.
    if (this.#isSparse && move === "fallSilent") return;
    this.real[move](who);
    this.counted[move](who);
  }

  #command(name: string): void {
    if (name === "start") this.#drive("start", {}, (room) => room.start());
    if (name === "skip") this.#drive("skip", {}, (room) => room.skip());
    if (name === "pause") this.#drive("pause", {}, (room) => room.pause());
    if (name === "resume") this.#drive("resume", {}, (room) => room.resume());
    if (name === "end") this.#drive("end", {}, (room) => room.end());
    if (name === "undo_end") this.#drive("undo_end", {}, (room) => room.undoEnd());
  }

  #drive(name: Parameters<RoomOf["drive"]>[0], data: object, count: (room: RoomBySecond) => boolean): void {
    const { real } = this;
    const claimant = real.state.roster[0];
    if (real.state.driver.holder === null && claimant !== undefined) {
      real.ask(claimant.user, { name: "claim_driver", data: {} });
    }
    const { holder, fence } = real.state.driver;
    if (holder === null) return;
    // Claimed without a socket: the lease is void at the next look, but not before.
    const code = real.ask(holder, { name, data: { ...data, fence } } as never);
    if (code === "stale_fence" || code === "not_driver") return;
    this.accepted += code === null ? 1 : 0;
    expect(code === null, `${name}: ${code}`).toBe(count(this.counted));
  }

  check(): void {
    const startedSeqs = this.real.named("started").map(({ seq }) => seq);
    const issued = this.real.receipts.map(({ id, phase, user: who, from, to, activeMs, copresent }) => {
      const session = startedSeqs.indexOf(Number(id.slice(`${ROOM}:`.length).split(":")[0])) + 1;
      const second = (at: number) => (at - START_AT) / SECOND_MS;
      return { session, phase, user: who, from: second(from), to: second(to), active: activeMs / SECOND_MS, copresent };
    });
    const inOrder = (list: readonly object[]) => list.map((one) => JSON.stringify(one)).toSorted();
    expect(inOrder(issued)).toEqual(inOrder(this.counted.issued));
    const ids = this.real.receipts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
}

const runs = { numRuns: RUNS, seed: SEED, endOnFailure: false };
const lives = [plan, fc.array(step, { minLength: 10, maxLength: 120, size: "max" })] as const;

const live = (first: Plan, steps: readonly Step[], isSparse: boolean): void => {
  const twins = new Twins(first, { isSparse });
  for (const user of [ALICE, BOB, CAROL]) for (const name of ["join", "connect"] as const) twins.live({ name, user });
  twins.live({ name: "start" });
  for (const one of steps) twins.live(one);
  twins.live({ name: "pass", s: 30 });
  twins.check();
};

test(`L20 a room that looks every second issues what a count by the second says (seed ${SEED})`, () => {
  fc.assert(
    fc.property(...lives, (first, steps) => live(first, steps, false)),
    runs,
  );
});

test(`L20 a room that wakes only when it asked to issues the same (seed ${SEED})`, () => {
  fc.assert(
    fc.property(...lives, (first, steps) => live(first, steps, true)),
    runs,
  );
});
void PLAN;

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
