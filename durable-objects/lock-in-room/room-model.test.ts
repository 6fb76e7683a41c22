// G1-G6 on the pure engine: random schedules of sends, drops, repeats, evictions, kills, faults and orphaned outboxes.
import { expect, test } from "vitest";
import { pick, type Random, seededRandom } from "#core/domain/seeded-random.fixture.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { FaultPoint } from "../shell/host.ts";
import { hashOf } from "../shell/state-hash.ts";
import { identityOf, Page, World } from "./room-world.fake.ts";

const SCHEDULES = Number(process.env["MODEL_SCHEDULES"] ?? 2_000);
const SEED = Number(process.env["MODEL_SEED"] ?? Date.now() % 1_000_000);
const STEPS = 160;
const PEOPLE = 4;
const FAULTS: readonly FaultPoint[] = ["decided", "flushing", "appended", "swapped", "published"];

const COMMANDS: readonly ((roll: Random, fence: number) => [string, Record<string, unknown>])[] = [
  (roll) => ["say", { text: `line ${Math.floor(roll() * 1e6)}` }],
  (roll) => ["declare", { text: `goal ${Math.floor(roll() * 5)}` }],
  (roll) => ["complete", { done: roll() < 0.5 }],
  (_, fence) => ["start", { fence }],
  (_, fence) => ["pause", { fence }],
  (_, fence) => ["resume", { fence }],
  (_, fence) => ["skip", { fence }],
  (_, fence) => ["extend", { fence, ms: 5_000 }],
  (_, fence) => ["end", { fence }],
  (_, fence) => ["undo_end", { fence }],
  () => ["claim_driver", {}],
  (_, fence) => ["release_driver", { fence }],
  (_, fence) => [
    "set_plan",
    { fence, plan: { focusMs: 30_000, breakMs: 9_000, longBreakMs: 9_000, longBreakEvery: 0, rounds: 3 } },
  ],
  () => ["leave", {}],
  () => ["no_such_command", {}],
  () => ["say", { text: 1 }],
];

class Schedule {
  readonly world = new World();
  readonly roll: Random;
  readonly pages: Page[] = [];
  #clients = 0;

  constructor(seed: number) {
    this.roll = seededRandom(seed);
    for (let person = 0; person < PEOPLE; person++) this.#newPage(person);
  }

  #newPage(person: number): Page {
    const page = new Page(this.world, person, `client-${person}-${(this.#clients += 1)}`);
    this.pages.push(page);
    page.connect();
    return page;
  }

  #alive(): Page[] {
    return this.pages.filter((page) => page.isAlive);
  }

  #command(page: Page): void {
    const make = pick(this.roll, COMMANDS.slice(0, this.roll() < 0.8 ? 13 : COMMANDS.length));
    const fence = (page.live.state?.driver.fence ?? 0) - (this.roll() < 0.1 ? 1 : 0);
    if (make !== undefined) page.command(...make(this.roll, fence));
  }

  async step(): Promise<void> {
    const { roll, world } = this;
    const page = pick(this.roll, this.#alive());
    if (page === undefined) return;
    const dice = roll();
    if (dice < 0.3) this.#command(page);
    else if (dice < 0.62) for (let times = roll() * 6; times > 0; times--) page.pump();
    else if (dice < 0.65) page.repeat();
    else if (dice < 0.68) page.reorder();
    else if (dice < 0.74) page.socket === null ? page.connect() : world.cut(page.socket);
    else if (dice < 0.79) world.evict();
    else if (dice < 0.81) world.kill();
    else if (dice < 0.85) world.machine.fault = pick(this.roll, FAULTS) ?? null;
    else if (dice < 0.87) this.#closeTab(page);
    else if (dice < 0.9) page.signal("visible", { on: roll() < 0.7 });
    else if (dice < 0.92) page.signal("watch", {});
    else if (dice < 0.93) world.failEffects = !world.failEffects;
    else await this.#passTime(pick(this.roll, [5, 40, 900, 4_000, 11_000, 61_000]) ?? 5);
  }

  #closeTab(page: Page): void {
    const orphans = page.die();
    // Some are drained at once by another tab, some twice, as two tabs may both find them.
    for (let times = Math.floor(this.roll() * 3); times > 0; times--) {
      if (orphans.length > 0) this.world.drain(page.person, page.live.client, orphans);
    }
    this.#newPage(page.person);
    if (orphans.length > 0) this.#drainFinally.push({ person: page.person, client: page.live.client, orphans });
  }
  readonly #drainFinally: { person: number; client: string; orphans: ReturnType<Page["die"]> }[] = [];

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
    for (let round = 0; round < 40; round++) {
      for (const page of this.#alive()) page.connect();
      let busy = true;
      for (let turns = 0; busy && turns < 2_000; turns++) {
        busy = false;
        for (const page of this.#alive()) busy = page.pump() || busy;
      }
      await this.#passTime(500);
      for (const { person, client, orphans } of this.#drainFinally) {
        world.room()?.admit(identityOf(person), null);
        const open = orphans.filter(({ n }) =>
          world.sent.some((one) => one.client === client && one.n === n && one.result === null),
        );
        if (open.length > 0) world.drain(person, client, open);
      }
      if (round > 3 && this.#alive().every((page) => page.live.pending.length === 0 && page.socket !== null)) break;
    }
    await this.#passTime(400_000);
    for (const page of this.#alive()) while (page.pump());
  }

  check(): void {
    const { world, pages } = this;
    const log = world.log();
    expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1));
    const stored = new Map(log.map((event) => [event.seq, JSON.stringify(event)]));
    for (const page of pages) for (const event of page.seen) expect(JSON.stringify(event)).toBe(stored.get(event.seq));

    let state: RoomState | null = null;
    for (const event of log) {
      state = evolve(state, event as SequencedRoomEvent);
      const told = world.hashes.get(event.seq);
      if (told !== undefined) expect(hashOf(state)).toBe(told);
    }
    expect(hashOf(state)).toBe(hashOf(world.room()?.state));
    for (const page of pages.filter((one) => one.isAlive && one.socket !== null)) {
      expect(page.live.have).toBe(log.length);
      expect(hashOf(page.live.state)).toBe(hashOf(state));
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

    const issued = log.flatMap((event) =>
      event.name === "attended" ? (event.data as { receipts: { id: string }[] }).receipts : [],
    );
    expect(new Set(issued.map((receipt) => receipt.id)).size).toBe(issued.length);
    expect(new Set(world.credited.map((receipt) => receipt.id))).toEqual(new Set(issued.map((receipt) => receipt.id)));
    expect(world.machine.bugs.filter((bug) => !String(bug).includes("effects are down"))).toEqual([]);
  }
}

const runSchedule = async (seed: number): Promise<Schedule> => {
  const schedule = new Schedule(seed);
  for (let step = 0; step < STEPS; step++) await schedule.step();
  await schedule.quiesce();
  schedule.check();
  return schedule;
};

test(`G1-G6 hold over ${SCHEDULES} random schedules (seed ${SEED})`, { timeout: 600_000 }, async () => {
  let events = 0;
  let aborts = 0;
  for (let index = 0; index < SCHEDULES; index++) {
    const seed = SEED * 10_000 + index;
    try {
      const { world } = await runSchedule(seed);
      events += world.log().length;
      aborts += world.machine.aborts;
    } catch (error) {
      throw new Error(`schedule ${seed} failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  // A model that never got anywhere would prove nothing.
  expect(events).toBeGreaterThan(SCHEDULES * 20);
  expect(aborts).toBeGreaterThan(SCHEDULES / 4);
});
