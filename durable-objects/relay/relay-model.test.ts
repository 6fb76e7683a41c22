// G1-G6 behind relays: a room that serves one socket itself, three seats, four people, and everything that can be lost or die.
import { expect, test } from "vitest";
import { pick } from "#core/domain/seeded-random.fixture.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { RoomActor } from "../lock-in-room/room-actor.ts";
import { MODEL_TIMEOUT_MS, Schedule, SCHEDULES as ALL, SEED } from "../shell/model-schedule.fake.ts";
import type { Page } from "../shell/model-world.fake.ts";
import { RelayedWorld } from "./relay-world.fake.ts";

/** Each is several machines: fewer say as much. */
const SCHEDULES = Math.ceil(ALL / 40);
const STEPS = 160;

class RelayedSchedule extends Schedule<RoomState, RoomActor> {
  override readonly roundMs = 4_000;
  readonly relayed: RelayedWorld;

  constructor(seed: number) {
    const world = new RelayedWorld();
    super(world, seed);
    this.relayed = world;
    world.roll = this.roll;
  }

  override compose(page: Page<RoomState>): [string, Record<string, unknown>] {
    const dice = this.roll();
    if (dice < 0.6) return ["say", { text: `line ${Math.floor(this.roll() * 1e6)}` }];
    if (dice < 0.9) return ["declare", { text: `goal ${Math.floor(this.roll() * 5)}` }];
    if (dice < 0.95) return ["start", { fence: page.live.state?.driver.fence ?? 0 }];
    return ["leave", {}];
  }

  override signal(page: Page<RoomState>, dice: number): void {
    if (dice < 0.6) page.signal("visible", { on: this.roll() < 0.7 });
    else page.signal("watch", {});
  }

  override async step(): Promise<void> {
    await super.step();
    for (let turns = this.roll() * 20; turns > 0; turns--) await Promise.resolve();
  }

  override interfere(isEnding: boolean): void {
    this.relayed.isLossy = !isEnding;
    if (isEnding) return;
    const life = pick(this.roll, [...this.relayed.lives.values()]);
    if (this.roll() < 0.5) life?.evict();
    else life?.kill();
  }
}

test(
  `Y2 Y7 G1-G6 hold behind relays over ${SCHEDULES} random schedules (seed ${SEED})`,
  { timeout: MODEL_TIMEOUT_MS },
  async () => {
    let behind = 0;
    let events = 0;
    for (let index = 0; index < SCHEDULES; index++) {
      const seed = SEED * 10_000 + index;
      try {
        const schedule = new RelayedSchedule(seed);
        for (let step = 0; step < STEPS; step++) await schedule.step();
        await schedule.quiesce();
        schedule.check();
        behind += schedule.relayed.lives.size;
        events += schedule.world.log().length;
      } catch (error) {
        throw new Error(`schedule ${seed} failed: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
    expect(behind).toBeGreaterThan(SCHEDULES);
    expect(events).toBeGreaterThan(SCHEDULES * 15);
  },
);
