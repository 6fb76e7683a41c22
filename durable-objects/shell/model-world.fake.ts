// The model of G1-G6: people with clients that lose, repeat and reorder, around one live actor that is evicted and killed.
import { LiveClient, type OutboxEntry, doorCommands, settledByDoor, type Settled } from "#core/domain/live-client.ts";
import type { ClientFrame, CommandDoorBody, CommandFrame, SequencedEvent, ServerFrame } from "#core/protocol/frames.ts";
import type { Identity, SocketGrant } from "#core/protocol/identity.ts";
import type { DeckId } from "#core/protocol/ids.ts";
import { FakeMachine, type FakeSocket } from "./host.fake.ts";
import type { Socket } from "./host.ts";
import type { SlideshowPorts } from "./slideshow.ts";
import { hashOf } from "./state-hash.ts";

export const SUFFIX = "0".repeat(25);
const START_MS = 1_790_000_000_000;
const userId = (index: number) => `usr_${SUFFIX}${index}` as Identity["user"];

export const DECK = `deck_${SUFFIX}1` as DeckId;
export const NO_DECK = `deck_${SUFFIX}2` as DeckId;
export const SLIDES = 5;

export const identityOf = (index: number): Identity => ({
  user: userId(index),
  name: `Person ${index}`,
  session: `ses_${SUFFIX}${index}` as Identity["session"],
  role: "user",
  tokenExpiresAt: START_MS + 1e9,
});

/** What every composed actor offers its platform. */
export interface ModelActor<State> {
  readonly state: State;
  refusal(grant: SocketGrant): string | null;
  open(socket: Socket, grant: SocketGrant): void;
  message(socket: Socket, message: string): Promise<void> | void;
  closed(socket: Socket): void;
  submit(identity: Identity, body: CommandDoorBody): ServerFrame[] | null;
  wake(): Promise<void>;
}

/** What a page knows of its commands, beside what the log says. */
export type Sent = { user: string; client: string; n: number; name: string; result: Settled | null };

/** One page: the product's own client, a lossy wire, and an outbox that outlives it. */
export class Page<State> {
  readonly live: LiveClient<State>;
  readonly person: number;
  readonly seen: { readonly from: number; readonly event: SequencedEvent }[] = [];
  socket: FakeSocket | null = null;
  toServer: string[] = [];
  toClient: string[] = [];
  isAlive = true;
  readonly #world: World<State, ModelActor<State>>;

  constructor(world: World<State, ModelActor<State>>, person: number, client: string) {
    this.#world = world;
    this.person = person;
    this.live = new LiveClient<State>(client, (state, event) => world.evolve(state, event));
  }

  get user(): string {
    return userId(this.person);
  }

  /** Where this page's visible history begins. */
  get from(): number {
    return this.live.welcome?.from ?? 1;
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
      if (frame.snapshot !== null) this.#world.checkHash(frame.from, frame.snapshot.seq, hashOf(frame.snapshot.state));
      this.#world.checkHash(frame.from, frame.head, frame.stateHash);
    }
    this.seen.push(...received.events.map((event) => ({ from: this.from, event })));
    for (const { n, result } of received.settled) this.#world.settled(this.live.client, n, result);
    if (this.live.state !== null) this.#world.checkHash(this.from, this.live.have, hashOf(this.live.state));
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

/** The actor, its machine, and everything anybody was told. */
export abstract class World<State, A extends ModelActor<State>> {
  readonly machine = new FakeMachine(START_MS);
  readonly sent: Sent[] = [];
  readonly hashes = new Map<string, string>();
  /** Instances that have heard of a command: what one has rejected, another one does not remember. */
  readonly hearers = new Map<string, Set<A | null>>();
  #actor: A | null = null;
  #later: { at: number; task: () => void }[] = [];
  #jti = 0;
  failEffects = false;

  /** Wakes the actor on `machine`; `isNew` makes it first. */
  abstract build(creation: { readonly isNew: boolean }): A;
  abstract evolve(state: State | null, event: SequencedEvent): State;
  /** Brings somebody in who wants to connect, where that is anybody's right. */
  abstract admit(actor: A, identity: Identity): void;

  begin(): void {
    this.machine.turn(() => {
      this.#actor = this.build({ isNew: true });
    });
  }

  /** The state as whoever sees from `from` on folds it. */
  view(state: State, _from: number): State {
    return state;
  }

  /** An event as whoever sees from `from` on is told of it. */
  viewEvent(event: SequencedEvent, _from: number): SequencedEvent {
    return event;
  }

  /** For ports: an effect that may be down. */
  async effect(): Promise<void> {
    if (this.failEffects) throw new Error("effects are down");
  }

  /** Decks as a directory that may be down knows them: five slides each, but of one nobody may show. */
  readonly slideshowPorts: SlideshowPorts = {
    openShowing: async ({ deckId }) => {
      await this.effect();
      if (deckId !== DECK) return null;
      const grant = `grant-${(this.#jti += 1)}`;
      this.openGrants.add(grant);
      return { grant, version: 1, title: "Model", slides: SLIDES };
    },
    closeShowing: async (grant) => {
      await this.effect();
      this.openGrants.delete(grant);
    },
    inBackground: (work) => void work(),
  };
  readonly openGrants = new Set<string>();

  /** The actor, woken if it was not in memory; null where waking failed. */
  actor(): A | null {
    this.#actor ??= this.machine.turn(() => this.build({ isNew: false })) ?? null;
    return this.#actor;
  }

  /** A call of the Worker: a turn of its own. */
  ask<T>(work: (actor: A) => T): T | undefined {
    return this.#turn(work);
  }

  #turn<T>(work: (actor: A) => T): T | undefined {
    const actor = this.actor();
    if (actor === null) return undefined;
    const aborts = this.machine.aborts;
    const value = this.machine.turn(() => work(actor));
    if (this.machine.aborts > aborts) this.#actor = null;
    return value;
  }

  open(person: number): FakeSocket | null {
    const identity = identityOf(person);
    this.bringIn(person);
    const actor = this.actor();
    if (actor === null) return null;
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

  /** So that what a page left behind can still be drained. */
  bringIn(person: number): void {
    this.#turn((actor) => this.admit(actor, identityOf(person)));
  }

  message(socket: FakeSocket, text: string): void {
    this.#turn((actor) => void actor.message(socket, text));
  }

  cut(socket: FakeSocket): void {
    if (socket.readyState === 3) return;
    socket.cut(1006);
    this.#turn((actor) => actor.closed(socket));
  }

  /** Another tab of the same person drains what a closed one left, by the command door, as its author. */
  drain(person: number, client: string, entries: readonly OutboxEntry[]): void {
    const log = entries[0]?.log ?? null;
    for (const { n } of entries) this.delivered(client, n);
    const body = { client, log, commands: doorCommands(entries) as CommandFrame[] };
    const frames = this.#turn((actor) => actor.submit(identityOf(person), body)) ?? [];
    for (const [n, result] of settledByDoor(frames)) this.settled(client, n, result);
  }

  evict(): void {
    if (this.machine.hasTimers) this.runUntil(this.machine.nowMs + 20);
    this.machine.forgetTimers();
    this.#actor = null;
  }

  kill(): void {
    this.#actor = null;
    this.machine.cutEverything();
  }

  later(ms: number, task: () => void): void {
    this.#later.push({ at: this.machine.nowMs + ms, task });
  }

  runUntil(at: number): void {
    this.machine.nowMs = at;
    const aborts = this.machine.aborts;
    this.machine.runTimers();
    if (this.machine.aborts > aborts) this.#actor = null;
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
    this.#turn((actor) => {
      pending = actor.wake();
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

  /** What is shown is open to its people; what was shown before is closed. */
  checkGrants(): void {
    const shown = this.log().flatMap(({ name, data }) => (name === "shown" ? [(data as { grant: string }).grant] : []));
    const open = [...new Set(shown)].filter((grant) => this.openGrants.has(grant));
    const show = (this.actor()?.state as { show?: { grant: string } } | undefined)?.show;
    const expected = show === undefined ? [] : [show.grant];
    if (open.join() !== expected.join()) throw new Error(`open: ${open.join()}, shown: ${expected.join()}`);
  }

  delivered(client: string, n: number): void {
    const key = `${client}/${n}`;
    this.hearers.set(key, (this.hearers.get(key) ?? new Set()).add(this.actor()));
  }

  settled(client: string, n: number, result: Settled): void {
    const sent = this.sent.find((one) => one.client === client && one.n === n);
    if (sent !== undefined && sent.result === null) sent.result = result;
  }

  /** G5: whoever sees from `from` on and holds `seq` holds the same state as everybody else who does. */
  checkHash(from: number, seq: number, hash: string): void {
    const key = `${from}/${seq}`;
    const known = this.hashes.get(key);
    if (known !== undefined && known !== hash) throw new Error(`two states at ${key}: ${known} and ${hash}`);
    this.hashes.set(key, hash);
  }
}
