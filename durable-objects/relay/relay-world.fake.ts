// A room and its relays in the model of G1-G6: calls between them are lost on the way or on the way back, and each of them dies.
import type { OutboxEntry, Settled } from "#core/domain/live-client.ts";
import { memberOf, type RoomState } from "#core/domain/lock-in/room-state.ts";
import { commandsIn } from "#core/domain/packing.ts";
import type { Random } from "#core/domain/seeded-random.fixture.ts";
import type { ClientFrame } from "#core/protocol/frames.ts";
import type { SocketGrant } from "#core/protocol/identity.ts";
import { RoomWorld } from "../lock-in-room/room-world.fake.ts";
import { identityOf } from "../shell/model-world.fake.ts";
import { ActorLife, type PlatformActor } from "../shell/actor-life.fake.ts";
import type { FakeSocket } from "../shell/host.fake.ts";
import type { RelayAnswer, RelayCall, RelayRpc } from "./lines.ts";
import { RelayActor } from "./relay-actor.ts";

const LOST = 0.04;

class RelayInLife extends RelayActor implements PlatformActor {
  override async wake(): Promise<void> {
    super.wake();
  }
}

/** One relay's machine. */
class RelayLife extends ActorLife<RelayInLife> {
  readonly #world: RelayedWorld;
  readonly place: number;
  generation = 0;
  inFlight = 0;

  constructor(world: RelayedWorld, place: number) {
    super(world.machine.nowMs);
    this.#world = world;
    this.place = place;
  }

  override build(): RelayInLife {
    const generation = (this.generation += 1);
    return new RelayInLife(this.machine.host, this.#world.name, this.place, async () => null, {
      call: (call) => this.#world.callRoot(this, generation, call),
      inBackground: (work) => void work(),
    });
  }

  protected override forget(): void {
    this.generation += 1;
    this.inFlight = 0;
    super.forget();
  }

  evict(): void {
    // Calls and timers keep an object in memory: only what waits for nothing leaves it, with its sockets.
    if (this.inFlight > 0 || this.machine.hasTimers) return;
    this.forget();
  }
}

export class RelayedWorld extends RoomWorld {
  readonly name = "model";
  roll: Random = () => 1;
  isLossy = true;
  readonly lives = new Map<number, RelayLife>();
  readonly #ownerOf = new Map<FakeSocket, RelayLife>();
  readonly #clients = new Map<string, string>();
  readonly #room: { world: RelayedWorld | null; generation: number };
  #tickets = 0;

  constructor() {
    // The room is built before this is one.
    const room: { world: RelayedWorld | null; generation: number } = { world: null, generation: 0 };
    super(() => {
      const generation = (room.generation += 1);
      const relay = (place: number): RelayRpc => {
        if (room.world === null) throw new Error("nobody is behind a relay yet");
        return room.world.#rpcOf(place, generation);
      };
      return { seats: 3, relays: { socketsPerObject: 1, inBackground: (work) => void work(), relay } };
    });
    room.world = this;
    this.#room = room;
  }

  /** Whoever is gone says nothing more, also of what it was about to. */
  protected override forget(): void {
    this.#room.generation += 1;
    super.forget();
  }

  #life(place: number): RelayLife {
    let life = this.lives.get(place);
    if (life === undefined) {
      life = new RelayLife(this, place);
      this.lives.set(place, life);
    }
    life.machine.nowMs = this.machine.nowMs;
    return life;
  }

  #rpcOf(place: number, generation: number): RelayRpc {
    const ask = async <T>(work: (relay: RelayInLife) => T): Promise<T> =>
      this.#lossily(
        () => generation === this.#room.generation,
        () => {
          const answer = this.#life(place).turn((relay) => ({ value: work(relay) }));
          if (answer === undefined) throw new Error("effects are down: the relay died");
          return answer.value;
        },
      );
    return {
      down: (line, no, items) => ask((relay) => relay.down(line, no, structuredClone(items))),
      greet: () => ask((relay) => relay.greet()),
      look: () => ask((relay) => relay.look()),
      revokeSession: (session) => ask((relay) => relay.revokeSession(session)),
    };
  }

  async callRoot(life: RelayLife, generation: number, call: RelayCall): Promise<RelayAnswer> {
    if (generation === life.generation) life.inFlight += 1;
    try {
      return await this.#lossily(
        () => generation === life.generation,
        () => {
          this.#note(call);
          const answer = this.turn((room) => ({ value: room.relays.answer(structuredClone(call)) }));
          if (answer === undefined) throw new Error("effects are down: the room died");
          return answer.value;
        },
      );
    } finally {
      if (generation === life.generation) life.inFlight -= 1;
    }
  }

  /** Which instance has heard of which command: it may be another than the one there was when it was sent. */
  #note(call: RelayCall): void {
    if (call.kind !== "up") return;
    for (const item of call.items) {
      if (item.kind !== "message") continue;
      const frame = JSON.parse(item.text) as ClientFrame;
      if (frame.type === "hello") this.#clients.set(item.id, frame.client);
      const client = this.#clients.get(item.id);
      if (client !== undefined) for (const { n } of commandsIn(frame)) this.delivered(client, n);
    }
  }

  /** Nobody who died is answered. */
  async #lossily<T>(isAlive: () => boolean, work: () => T): Promise<T> {
    await Promise.resolve();
    if (!isAlive()) return new Promise<T>(() => {});
    if (this.isLossy && this.roll() < LOST) throw new Error("effects are down: lost on the way");
    const value = work();
    await Promise.resolve();
    if (!isAlive()) return new Promise<T>(() => {});
    if (this.isLossy && this.roll() < LOST) throw new Error("effects are down: lost on the way back");
    return value;
  }

  override openAs(identity: Omit<SocketGrant, "jti" | "ticketExpiresAt">): FakeSocket | null {
    const ticketExpiresAt = this.machine.nowMs + 30_000;
    const grant = { ...identity, jti: `ticket-${(this.#tickets += 1)}`, ticketExpiresAt };
    const said = this.turn((room) => room.refusal(grant) ?? room.placeFor(grant));
    if (said === null) return super.openAs(identity);
    if (said === undefined || typeof said === "string") return null;
    const life = this.#life(said.place);
    if (life.actor() === null) return null;
    const socket = life.machine.connect();
    this.#ownerOf.set(socket, life);
    life.turn((relay) => relay.open(socket, said.grant));
    return socket;
  }

  override message(socket: FakeSocket, text: string): void {
    const life = this.#ownerOf.get(socket);
    if (life === undefined) super.message(socket, text);
    else life.message(socket, text);
  }

  override cut(socket: FakeSocket): void {
    const life = this.#ownerOf.get(socket);
    if (life === undefined) super.cut(socket);
    else life.cut(socket);
  }

  /** Whoever has no seat is nobody at the command door: what their closed page left is given up. */
  override drain(person: number, client: string, entries: readonly OutboxEntry[]): void {
    const isMember = memberOf(this.actor()?.state as RoomState, identityOf(person).user) !== undefined;
    if (isMember) super.drain(person, client, entries);
    else for (const { n } of entries) this.settled(client, n, this.#happened(client, n));
  }

  #happened(client: string, n: number): Settled {
    const event = this.log().findLast(({ by }) => by?.client === client && by.n === n);
    return event === undefined ? { ok: false, code: "not_a_member" } : { ok: true, seq: event.seq };
  }

  override runUntil(at: number): void {
    super.runUntil(at);
    for (const life of this.lives.values()) life.runUntil(at);
  }

  override async alarm(): Promise<void> {
    await super.alarm();
    for (const life of this.lives.values()) await life.alarm();
    await this.calls();
  }

  /** What is under way between the objects arrives. */
  async calls(): Promise<void> {
    for (let turn = 0; turn < 60; turn++) await Promise.resolve();
  }
}
