// G1-G6 on the pure engine, with a room in it.
import { expect, test } from "vitest";
import { pick, type Random } from "#core/domain/seeded-random.fixture.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { holdsOver, MODEL_TIMEOUT_MS, Schedule, SCHEDULES, SEED } from "../shell/model-schedule.fake.ts";
import { DECK, NO_DECK, type Page, SLIDES } from "../shell/model-world.fake.ts";
import { slideshowCommand, slideshowSignal } from "../shell/slideshow.fixture.ts";
import type { RoomActor } from "./room-actor.ts";
import { RoomWorld } from "./room-world.fake.ts";

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
  (roll, fence) => slideshowCommand(roll, fence, [DECK, NO_DECK], SLIDES),
  (roll, fence) => slideshowCommand(roll, fence, [DECK, NO_DECK], SLIDES),
  (roll, fence) => slideshowCommand(roll, fence, [DECK, NO_DECK], SLIDES),
  () => ["leave", {}],
  () => ["no_such_command", {}],
  () => ["say", { text: 1 }],
];

/** Those that are neither wrong nor a goodbye. */
const PROPER = COMMANDS.length - 3;

class RoomSchedule extends Schedule<RoomState, RoomActor> {
  override readonly roundMs = 500;
  readonly #room: RoomWorld;

  constructor(seed: number) {
    const room = new RoomWorld();
    super(room, seed);
    this.#room = room;
  }

  override compose(page: Page<RoomState>): [string, Record<string, unknown>] {
    const make = pick(this.roll, COMMANDS.slice(0, this.roll() < 0.8 ? PROPER : COMMANDS.length));
    const fence = (page.live.state?.driver.fence ?? 0) - (this.roll() < 0.1 ? 1 : 0);
    return make?.(this.roll, fence) ?? ["leave", {}];
  }

  override signal(page: Page<RoomState>, dice: number): void {
    if (dice < 0.5) page.signal("visible", { on: this.roll() < 0.7 });
    else if (dice < 0.7) page.signal(...slideshowSignal(this.roll(), DECK));
    else if (dice < 0.8) page.signal("rtt", { ms: this.roll() * 2_000 });
    else page.signal("watch", {});
  }

  override interfere(): void {}

  override check(): void {
    super.check();
    const issued = this.#room
      .log()
      .flatMap((event) => (event.name === "attended" ? (event.data as { receipts: { id: string }[] }).receipts : []));
    const ids = issued.map((receipt) => receipt.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(this.#room.credited.map((receipt) => receipt.id))).toEqual(new Set(ids));
    this.#room.checkGrants();
  }
}

test(`G1-G6 hold over ${SCHEDULES} random schedules of a room (seed ${SEED})`, { timeout: MODEL_TIMEOUT_MS }, () =>
  holdsOver((seed) => new RoomSchedule(seed)),
);
