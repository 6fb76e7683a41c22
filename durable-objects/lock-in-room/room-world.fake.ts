// The model of G1-G6: people with clients that lose, repeat and reorder, around one room that is evicted and killed.
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { LiveClient, type OutboxEntry, doorCommands, settledByDoor, type Settled } from "#core/domain/live-client.ts";
import type { ClientFrame, CommandFrame, SequencedEvent, ServerFrame } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { RoomId } from "#core/protocol/ids.ts";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import { hashOf } from "../shell/state-hash.ts";
import { FakeMachine, type FakeSocket } from "../shell/host.fake.ts";
import { RoomActor } from "./room-actor.ts";

const SUFFIX = "0".repeat(25);
const userId = (index: number) => `usr_${SUFFIX}${index}` as Identity["user"];
export const ROOM_ID = `room_${SUFFIX}1` as RoomId;
const START_MS = 1_790_000_000_000;

export const identityOf = (index: number): Identity => ({
  user: userId(index),
  name: `Person ${index}`,
  session: `ses_${SUFFIX}${index}` as Identity["session"],
  role: "user",
  tokenExpiresAt: START_MS + 1e9,
});

/** What a page knows of its commands, beside what the log says. */
export type Sent = { user: string; client: string; n: number; name: string; result: Settled | null };

/** One page: the product's own client, a lossy wire, and an outbox that outlives it. */
export class Page {
  readonly live: LiveClient<RoomState>;
  readonly person: number;
  readonly seen: SequencedEvent[] = [];
  /** `seq` at which a snapshot or a reset let the visible history begin anew. */
  socket: FakeSocket | null = null;
  toServer: string[] = [];
  toClient: string[] = [];
  isAlive = true;
  readonly #world: World;

  constructor(world: World, person: number, client: string) {
    this.#world = world;
    this.person = person;
    this.live = new LiveClient<RoomState>(client, (state, event) => evolve(state, event as SequencedRoomEvent));
  }

  connect(): void {
    if (this.socket !== null || !this.isAlive) return;
    const socket = this.#world.open(this.person);
    if (socket === null) return;
    this.socket = socket;
    this.toServer = [];
    this.toClient = [];
    socket.receive = (text) => void this.toClient.push(text);
    socket.disconnected = () => {
      // What the wire had already taken may still arrive; the rest is lost.
      this.socket = null;
      this.live.disconnected();
    };
    this.#send([this.live.hello()]);
  }

  #send(frames: readonly ClientFrame[]): void {
    if (this.socket !== null) this.toServer.push(...frames.map((frame) => JSON.stringify(frame)));
  }

  command(name: string, data: Record<string, unknown>): void {
    const entry = this.live.compose(name, data);
    this.#world.sent.push({ user: userId(this.person), client: this.live.client, n: entry.n, name, result: null });
    this.#send(this.live.enqueue(entry));
  }

  signal(name: string, data: Record<string, unknown>): void {
    this.#send([{ type: "signal", name, data }]);
  }

  /** Delivers one frame each way, if there is one. */
  pump(): boolean {
    const up = this.toServer.shift();
    if (up !== undefined && this.socket !== null) {
      const frame = JSON.parse(up) as ClientFrame;
      if (frame.type === "command") this.#world.delivered(this.live.client, frame.n);
      this.#world.message(this.socket, up);
    }
    const down = this.toClient.shift();
    if (down !== undefined) this.#receive(down);
    return up !== undefined || down !== undefined;
  }

  /** A frame is sent twice: a proxy that repeats, a retry that was not needed. */
  repeat(): void {
    const next = this.toServer[0];
    if (next?.includes('"command"') === true) this.toServer.splice(1, 0, next);
  }

  /** Two commands change places on the way: a proxy, or a door beside a socket. */
  reorder(): void {
    const [first, second] = this.toServer;
    if (first?.includes('"command"') !== true || second?.includes('"command"') !== true) return;
    this.toServer.splice(0, 2, second, first);
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    const received = this.live.receive(frame, text.length);
    if (received.isBroken) throw new Error(`${this.live.client}: a hole in the stream after ${this.live.have}`);
    if (frame.type === "welcome") {
      if (frame.snapshot !== null) this.#world.checkSnapshot(frame.snapshot.seq, frame.snapshot.state);
      this.#world.checkHash(frame.head, frame.stateHash);
    }
    this.seen.push(...received.events);
    for (const { n, result } of received.settled) this.#world.settled(this.live.client, n, result);
    if (this.live.state !== null) this.#world.checkHash(this.live.have, hashOf(this.live.state));
    this.#send(received.send);
    if (received.resendAfterMs !== null)
      this.#world.later(received.resendAfterMs, () => this.#send(this.live.resend()));
  }

  /** The tab is closed; whoever finds its outbox drains it. */
  die(): readonly OutboxEntry[] {
    this.isAlive = false;
    this.toServer = [];
    this.toClient = [];
    const { socket } = this;
    if (socket !== null) this.#world.cut(socket);
    return this.live.pending;
  }
}

/** The room, its machine, and everything anybody was told. */
export class World {
  readonly machine = new FakeMachine(START_MS);
  readonly sent: Sent[] = [];
  readonly credited: AttendanceReceipt[] = [];
  readonly hashes = new Map<number, string>();
  #room: RoomActor | null = null;
  #later: { at: number; task: () => void }[] = [];
  #jti = 0;
  failEffects = false;

  constructor() {
    this.machine.turn(() => {
      this.#room = this.#build({ isNew: true });
    });
  }

  #build({ isNew }: { isNew: boolean }): RoomActor {
    const creator = identityOf(0);
    const plan = { focusMs: 60_000, breakMs: 20_000, longBreakMs: 30_000, longBreakEvery: 2, rounds: null };
    const creation = {
      id: ROOM_ID,
      title: "Model",
      visibility: "public",
      plan,
      openChat: false,
      code: null,
      creator,
    } as const;
    const fail = async <T>(value: T) => {
      if (this.failEffects) throw new Error("effects are down");
      return value;
    };
    return new RoomActor(
      this.machine.host,
      ROOM_ID,
      async () => null,
      {
        recordReceipt: async (receipt) => void this.credited.push(await fail(receipt)),
        projectRoom: async () => void (await fail(null)),
        recordEvents: async () => void (await fail(null)),
      },
      isNew ? creation : undefined,
    );
  }

  /** The room, woken if it was not in memory; null where waking failed. */
  room(): RoomActor | null {
    this.#room ??= this.machine.turn(() => this.#build({ isNew: false })) ?? null;
    return this.#room;
  }

  #turn<T>(work: (room: RoomActor) => T): T | undefined {
    const room = this.room();
    if (room === null) return undefined;
    const aborts = this.machine.aborts;
    const value = this.machine.turn(() => work(room));
    if (this.machine.aborts > aborts) this.#room = null;
    return value;
  }

  open(person: number): FakeSocket | null {
    const identity = identityOf(person);
    this.#turn((room) => room.admit(identity, null));
    const room = this.room();
    if (room === null) return null;
    const socket = this.machine.connect();
    const grant = { ...identity, jti: `jti-${(this.#jti += 1)}`, ticketExpiresAt: this.machine.nowMs + 30_000 };
    const isOpen = this.#turn((open) => {
      const refusal = open.refusal(grant);
      if (refusal === null) open.open(socket, grant);
      return refusal === null;
    });
    if (isOpen === true) return socket;
    this.machine.sockets.delete(socket);
    return null;
  }

  message(socket: FakeSocket, text: string): void {
    this.#turn((room) => void room.message(socket, text));
  }

  cut(socket: FakeSocket): void {
    if (socket.readyState === 3) return;
    socket.cut(1006);
    this.#turn((room) => room.closed(socket));
  }

  /** Another tab of the same person drains what a closed one left, by the command door, as its author. */
  drain(person: number, client: string, entries: readonly OutboxEntry[]): void {
    const log = entries[0]?.log ?? null;
    for (const { n } of entries) this.delivered(client, n);
    const body = { client, log, commands: doorCommands(entries) as CommandFrame[] };
    const frames = this.#turn((room) => room.submit(identityOf(person), body)) ?? [];
    for (const [n, result] of settledByDoor(frames)) this.settled(client, n, result);
  }

  evict(): void {
    if (this.machine.hasTimers) this.runUntil(this.machine.nowMs + 20);
    this.machine.forgetTimers();
    this.#room = null;
  }

  kill(): void {
    this.#room = null;
    this.machine.cutEverything();
  }

  later(ms: number, task: () => void): void {
    this.#later.push({ at: this.machine.nowMs + ms, task });
  }

  runUntil(at: number): void {
    this.machine.nowMs = at;
    const aborts = this.machine.aborts;
    this.machine.runTimers();
    if (this.machine.aborts > aborts) this.#room = null;
    const due = this.#later.filter((entry) => entry.at <= at);
    this.#later = this.#later.filter((entry) => entry.at > at);
    for (const { task } of due) task();
  }

  /** The platform's alarm, if it is due; a failed one is tried again, as the platform does. */
  async alarm(): Promise<void> {
    const { machine } = this;
    if (machine.alarmAt === null || machine.alarmAt > machine.nowMs) return;
    const at = machine.alarmAt;
    machine.alarmAt = null;
    const aborts = machine.aborts;
    let pending: Promise<void> | undefined;
    this.#turn((room) => {
      pending = room.wake();
    });
    await pending?.catch(() => {});
    if (machine.aborts > aborts) machine.alarmAt ??= at;
  }

  /** The whole log, as stored. */
  log(): SequencedEvent[] {
    return this.machine.host.sql
      .exec<{ body: string }>("SELECT body FROM segments ORDER BY first_seq")
      .toArray()
      .flatMap(({ body }) => JSON.parse(body) as SequencedEvent[]);
  }

  /** Instances of the room that have heard of a command: what one has rejected, another one does not remember. */
  readonly hearers = new Map<string, Set<RoomActor | null>>();
  delivered(client: string, n: number): void {
    const key = `${client}/${n}`;
    this.hearers.set(key, (this.hearers.get(key) ?? new Set()).add(this.room()));
  }

  settled(client: string, n: number, result: Settled): void {
    const sent = this.sent.find((one) => one.client === client && one.n === n);
    if (sent !== undefined && sent.result === null) sent.result = result;
  }

  /** G5: whoever holds `seq` holds the same state as everybody else at `seq`. */
  checkHash(seq: number, hash: string): void {
    const known = this.hashes.get(seq);
    if (known !== undefined && known !== hash) throw new Error(`two states at seq ${seq}: ${known} and ${hash}`);
    this.hashes.set(seq, hash);
  }

  checkSnapshot(seq: number, state: unknown): void {
    this.checkHash(seq, hashOf(state));
  }
}
