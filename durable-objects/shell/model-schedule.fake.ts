// Random lives of a live actor: sends, drops, repeats, evictions, kills, faults and orphaned outboxes, and what must hold after.
import { expect } from "vitest";
import { pick, type Random, seededRandom } from "#core/domain/seeded-random.fixture.ts";
import type { FaultPoint } from "./host.ts";
import { modelHashOf } from "./known-hashes.fixture.ts";
import { type ModelActor, Page, type World } from "./model-world.fake.ts";

export const SCHEDULES = Number(process.env["MODEL_SCHEDULES"] ?? 2_000);
export const SEED = Number(process.env["MODEL_SEED"] ?? Date.now() % 1_000_000);
/** A soak of fifty thousand takes its time. */
export const MODEL_TIMEOUT_MS = Math.max(600_000, SCHEDULES * 200);
const STEPS = 160;
export const PEOPLE = 4;
const FAULTS: readonly FaultPoint[] = ["decided", "flushing", "appended", "swapped", "published"];

/** `turn` makes the people of one kind of actor do what only they can. */
export abstract class Schedule<State, A extends ModelActor<State>> {
  readonly world: World<State, A>;
  readonly roll: Random;
  readonly pages: Page<State>[] = [];
  #clients = 0;

  /** One command as a page might send it. */
  abstract compose(page: Page<State>): [string, Record<string, unknown>];
  /** A signal, by how the dice fell in [0, 1). */
  abstract signal(page: Page<State>, dice: number): void;
  /** Whatever only this kind of actor knows; between other steps, and before everything lossy stops. */
  abstract interfere(isEnding: boolean): void;
  /** How long a round of settling lasts: what is refused for now has to come again. */
  abstract readonly roundMs: number;
  /** Rounds within which everything has to have settled: a limit that is met costs one each. */
  readonly patience: number = 40;

  constructor(world: World<State, A>, seed: number) {
    this.world = world;
    this.roll = seededRandom(seed);
    for (let person = 0; person < PEOPLE; person++) this.#newPage(person);
  }

  #newPage(person: number): Page<State> {
    const page = new Page<State>(this.world, person, `client-${person}-${(this.#clients += 1)}`);
    this.pages.push(page);
    page.connect();
    return page;
  }

  #alive(): Page<State>[] {
    return this.pages.filter((page) => page.isAlive);
  }

  async step(): Promise<void> {
    const { roll, world } = this;
    const page = pick(this.roll, this.#alive());
    if (page === undefined) return;
    const dice = roll();
    if (dice < 0.3) page.command(...this.compose(page));
    else if (dice < 0.62) for (let times = roll() * 6; times > 0; times--) page.pump();
    else if (dice < 0.65) page.repeat();
    else if (dice < 0.68) page.reorder();
    else if (dice < 0.74) this.#connectOrCut(page);
    else if (dice < 0.79) world.evict();
    else if (dice < 0.81) world.kill();
    else if (dice < 0.85) world.machine.fault = pick(this.roll, FAULTS) ?? null;
    else if (dice < 0.87) this.#closeTab(page);
    else if (dice < 0.92) this.signal(page, roll());
    else if (dice < 0.93) world.failEffects = !world.failEffects;
    else if (dice < 0.95) this.interfere(false);
    else await this.#passTime(pick(this.roll, [5, 40, 900, 4_000, 11_000, 61_000]) ?? 5);
  }

  #connectOrCut(page: Page<State>): void {
    if (page.socket === null) page.connect();
    else this.world.cut(page.socket);
  }

  #closeTab(page: Page<State>): void {
    const orphans = page.die();
    // Some are drained at once by another tab, some twice, as two tabs may both find them.
    for (let times = Math.floor(this.roll() * 3); times > 0; times--) {
      if (orphans.length > 0) this.world.drain(page.person, page.live.client, orphans);
    }
    this.#newPage(page.person);
    if (orphans.length > 0) this.#drainFinally.push({ person: page.person, client: page.live.client, orphans });
  }
  readonly #drainFinally: { person: number; client: string; orphans: ReturnType<Page<State>["die"]> }[] = [];

  async #passTime(ms: number): Promise<void> {
    const { world } = this;
    // Live pages ping every five seconds; without it everybody would look silent after a long step.
    const until = world.machine.nowMs + ms;
    while (world.machine.nowMs < until) {
      world.runUntil(Math.min(until, world.machine.nowMs + 4_000));
      for (const page of this.#alive())
        if (page.socket !== null && this.roll() < 0.9) page.socket.pingedAt = world.machine.nowMs;
      await world.alarm();
    }
  }

  /** Everything lossy stops; whatever is still pending has to settle. */
  async quiesce(): Promise<void> {
    const { world } = this;
    world.machine.fault = null;
    world.failEffects = false;
    for (let round = 0; round < this.patience; round++) {
      this.interfere(true);
      for (const page of this.#alive()) page.connect();
      let busy = true;
      for (let turns = 0; busy && turns < 2_000; turns++) {
        busy = false;
        for (const page of this.#alive()) busy = page.pump() || busy;
      }
      await this.#passTime(this.roundMs);
      for (const { person, client, orphans } of this.#drainFinally) {
        world.bringIn(person);
        const open = orphans.filter(({ n }) =>
          world.sent.some((one) => one.client === client && one.n === n && one.result === null),
        );
        if (open.length > 0) world.drain(person, client, open);
      }
      // What a closed page left is pending too: it may have been told to come back later.
      const isSettled = world.sent.every(({ result }) => result !== null);
      if (round > 3 && isSettled && this.#alive().every((page) => page.socket !== null)) break;
    }
    await this.#passTime(400_000);
    for (const page of this.#alive()) while (page.pump());
  }

  check(): void {
    const { world, pages } = this;
    const log = world.log();
    expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1));
    for (const { seen } of pages) {
      for (const { from, event } of seen) {
        const stored = log[event.seq - 1];
        expect(JSON.stringify(event)).toBe(JSON.stringify(stored && world.viewEvent(stored, from)));
      }
    }

    const told = new Map<number, [number, string][]>();
    for (const [key, hash] of world.hashes) {
      const [from, seq] = key.split("/").map(Number) as [number, number];
      told.set(seq, [...(told.get(seq) ?? []), [from, hash]]);
    }
    let state: State | null = null;
    for (const event of log) {
      state = world.evolve(state, event);
      for (const [from, hash] of told.get(event.seq) ?? []) expect(modelHashOf(world.view(state, from))).toBe(hash);
    }
    if (state === null) throw new Error("nothing ever happened");
    expect(modelHashOf(state)).toBe(modelHashOf(world.actor()?.state));
    for (const page of pages.filter((one) => one.isAlive && one.socket !== null)) {
      expect(page.live.have).toBe(log.length);
      expect(modelHashOf(page.live.state)).toBe(modelHashOf(world.view(state, page.from)));
    }

    const seqsOf = new Map<string, number[]>();
    for (const { seq, by } of log) {
      if (by !== null) seqsOf.set(`${by.client}/${by.n}`, [...(seqsOf.get(`${by.client}/${by.n}`) ?? []), seq]);
    }
    const lastN = new Map<string, number>();
    for (const { by } of log) {
      if (by === null) continue;
      expect(by.n).toBeGreaterThanOrEqual(lastN.get(by.client) ?? 0);
      lastN.set(by.client, by.n);
    }
    for (const seqs of seqsOf.values()) expect((seqs.at(-1) ?? 0) - (seqs[0] ?? 0)).toBe(seqs.length - 1);
    for (const { client, n, name, result } of world.sent) {
      expect(result, `${client} ${n} ${name} was never settled`).not.toBeNull();
      const seqs = seqsOf.get(`${client}/${n}`) ?? [];
      if (result?.ok === true && result.seq !== null) expect(seqs.at(-1)).toBe(result.seq);
      // Sent again to an instance that does not remember the answer, it may happen after all: its own event wins.
      else if ((world.hearers.get(`${client}/${n}`)?.size ?? 0) < 2) {
        expect(seqs, `${client} ${n} ${name}: ${JSON.stringify(result)}`).toEqual([]);
      }
    }
    expect(world.machine.bugs.filter((bug) => !String(bug).includes("effects are down"))).toEqual([]);
  }
}

/** Runs many random lives of `begin`; a failure says which seed brings it back. */
export const holdsOver = async <State, A extends ModelActor<State>>(
  begin: (seed: number) => Schedule<State, A>,
): Promise<void> => {
  let events = 0;
  let aborts = 0;
  for (let index = 0; index < SCHEDULES; index++) {
    const seed = SEED * 10_000 + index;
    try {
      const schedule = begin(seed);
      for (let step = 0; step < STEPS; step++) await schedule.step();
      await schedule.quiesce();
      schedule.check();
      events += schedule.world.log().length;
      aborts += schedule.world.machine.aborts;
    } catch (error) {
      throw new Error(`schedule ${seed} failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  // A model that never got anywhere would prove nothing.
  expect(events).toBeGreaterThan(SCHEDULES * 15);
  expect(aborts).toBeGreaterThan(SCHEDULES / 4);
};
