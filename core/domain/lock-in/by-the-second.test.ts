// Receipts against a count by the second, over random sessions: no second invented, none lost, no receipt twice.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Plan } from "#core/protocol/rooms.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { RoomBySecond } from "./by-the-second.fixture.ts";
import { ALICE, BOB, CAROL, ROOM, RoomOf, SECOND_MS, START_AT } from "./room.fixture.ts";

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

const second = (at: number) => (at - START_AT) / SECOND_MS;
const inOrder = (list: readonly object[]) => list.map((one) => JSON.stringify(one)).toSorted();

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
      return { session, phase, user: who, from: second(from), to: second(to), active: activeMs / SECOND_MS, copresent };
    });
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
