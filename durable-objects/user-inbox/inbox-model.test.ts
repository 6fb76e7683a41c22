// I1-I4 on the pure engine: unread equals its definition on every device, whatever was dropped, evicted, killed, edited,
// removed, or overtaken on the way.
import { expect, test } from "vitest";
import { pick, type Random, seededRandom } from "#core/domain/seeded-random.fixture.ts";
import { READ_EVERY_MS } from "#core/protocol/limits.ts";
import type { FaultPoint } from "../shell/host.ts";
import { ADA, BOB, Device, InboxWorld } from "./inbox-world.fake.ts";

const SCHEDULES = Number(process.env["MODEL_SCHEDULES"] ?? 2_000);
const SEED = Number(process.env["MODEL_SEED"] ?? Date.now() % 1_000_000);
const STEPS = 120;
const FAULTS: readonly FaultPoint[] = ["decided", "flushing", "appended", "swapped", "published"];

class Schedule {
  readonly world = new InboxWorld(3);
  readonly devices: Device[];
  readonly roll: Random;
  /** What was on screen somewhere, and not yet said by command. */
  readonly #looked = new Map<string, number>();

  /** In every second life nothing is lost, so that nothing is healed by a new hello either: order alone must do. */
  readonly #isCalm: boolean;

  constructor(seed: number) {
    this.#isCalm = seed % 2 === 0;
    this.roll = seededRandom(seed);
    this.devices = [1, 2, 3].map((number) => new Device(this.world, `device-${number}`));
  }

  #read(device: Device): void {
    const conversation = pick(this.roll, this.world.conversations);
    if (conversation === undefined) return;
    const upTo = Math.max(1, conversation.head - Math.floor(this.roll() * 3));
    if (this.roll() < 0.4) return conversation.read(upTo);
    if (this.#isCalm && this.roll() < 0.5) return conversation.look(upTo);
    const data = { conversation: conversation.id, upTo };
    if (this.#isCalm || this.roll() < 0.5) return device.command("read", data);
    device.signal("read", data);
    this.#looked.set(conversation.id, Math.max(upTo, this.#looked.get(conversation.id) ?? 0));
  }

  #converse(): void {
    const conversation = pick(this.roll, this.world.conversations);
    if (conversation === undefined) return;
    const what = this.roll();
    if (what < 0.5) conversation.send(BOB, this.roll() < 0.3);
    else if (what < 0.6) conversation.send(ADA.user);
    else if (what < 0.7) conversation.remove(Math.floor(this.roll() * conversation.messages.length));
    else if (what < 0.75) conversation.name(Math.floor(this.roll() * conversation.messages.length), this.roll() < 0.5);
    else if (what < 0.9) conversation.touch();
    else if (!this.#isCalm) conversation.evict();
  }

  async step(): Promise<void> {
    const { world, roll } = this;
    const device = pick(roll, this.devices);
    if (device === undefined) return;
    const what = roll();
    if (what < 0.25) device.pump();
    else if (what < 0.45) await world.arrive(Math.floor(roll() * 8));
    else if (what < 0.65) this.#converse();
    else if (what < 0.8) this.#read(device);
    else if (what < 0.88) device.connect();
    else if (this.#isCalm) device.pump();
    else if (what < 0.92) device.cut();
    else if (what < 0.95) world.runUntil(world.machine.nowMs + Math.floor(roll() * READ_EVERY_MS));
    else if (what < 0.96) world.evict();
    else if (what < 0.97) world.kill();
    else if (what < 0.98) world.machine.fault = pick(roll, FAULTS) ?? null;
    else await world.alarm();
  }

  async #settle(): Promise<void> {
    const { world } = this;
    for (let round = 0; round < 2_000; round++) {
      for (const device of this.devices) device.connect();
      const pumped = this.devices.map((device) => device.pump()).some(Boolean);
      const arrived = await world.arrive(Math.floor(this.roll() * 8));
      if (pumped || arrived) continue;
      if (this.devices.every((device) => device.live.isCaughtUp && device.live.pending.length === 0)) return;
      world.runUntil(world.machine.nowMs + READ_EVERY_MS);
    }
    throw new Error(
      `never quiet: ${JSON.stringify(this.devices.map((d) => [d.live.isCaughtUp, d.live.pending, d.toServer, d.toClient.slice(0, 2)]))} ${String(world.machine.bugs[0])}`,
    );
  }

  async finish(): Promise<void> {
    const { world } = this;
    world.machine.fault = null;
    await this.#settle();
    // A page that shows something says so by command at last; until then its word is as good as its socket.
    const [first] = this.devices;
    world.runUntil(world.machine.nowMs + READ_EVERY_MS);
    for (const [conversation, upTo] of this.#looked) first?.command("read", { conversation, upTo });
    await this.#settle();
  }

  check(): void {
    const states = new Set(this.devices.map((device) => JSON.stringify(device.live.state)));
    expect(states.size).toBe(1);
    const state = this.devices[0]?.live.state;
    for (const conversation of this.world.conversations) {
      const { count, named } = conversation.unread(state?.markers[conversation.id]?.upTo ?? 0);
      for (const device of this.devices) {
        const shown = [device.shown.get(conversation.id), device.named.get(conversation.id)];
        expect([device.live.client, conversation.id, ...shown]).toEqual([
          device.live.client,
          conversation.id,
          count,
          named,
        ]);
      }
    }
    expect(this.world.machine.bugs).toEqual([]);
  }
}

const run = async (seed: number): Promise<void> => {
  const schedule = new Schedule(seed);
  try {
    for (let step = 0; step < STEPS; step++) await schedule.step();
    await schedule.finish();
    schedule.check();
  } catch (error) {
    throw new Error(`MODEL_SEED=${seed} MODEL_SCHEDULES=1`, { cause: error });
  }
};

test(`I1 I2 I3 I17 unread, and what of it names one, equals its definition on every device, in ${SCHEDULES} random lives from seed ${SEED}`, async () => {
  for (let seed = SEED; seed < SEED + SCHEDULES; seed++) await run(seed);
});
