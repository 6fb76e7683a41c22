// The model of G1-G6: people with clients that lose, repeat and reorder, around one live actor that is evicted and killed.
import {
  LiveClient,
  type OutboxEntry,
  doorCommands,
  type Received,
  settledByDoor,
  type Settled,
} from "#core/domain/live-client.ts";
import { commandsIn } from "#core/domain/packing.ts";
import type {
  ClientFrame,
  CommandDoorBody,
  CommandFrame,
  Hello,
  SequencedEvent,
  ServerFrame,
} from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { DeckId } from "#core/protocol/ids.ts";
import { ActorLife, type PlatformActor } from "./actor-life.fake.ts";
import type { FakeSocket } from "./host.fake.ts";
import { OPEN } from "./host.ts";
import { modelHashOf } from "./known-hashes.fixture.ts";
import { LossyPage } from "./lossy-page.fake.ts";
import type { SlideshowPorts } from "./slideshow.ts";

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

/** What every composed actor offers its platform, and its Worker. */
export interface ModelActor<State> extends PlatformActor {
  readonly state: State;
  submit(identity: Identity, body: CommandDoorBody): ServerFrame[] | null;
}

/** What a page knows of its commands, beside what the log says. */
export type Sent = { user: string; client: string; n: number; name: string; result: Settled | null };

/** One page, with an outbox that outlives it. */
export class Page<State> extends LossyPage<State> {
  readonly person: number;
  readonly seen: { readonly from: number; readonly event: SequencedEvent }[] = [];
  isAlive = true;
  readonly #world: World<State, ModelActor<State>>;

  constructor(world: World<State, ModelActor<State>>, person: number, client: string) {
    super(new LiveClient<State>(client, (state, event) => world.evolve(state, event)), {
      open: () => world.open(person),
      message: (socket, text) => world.message(socket, text),
      cut: (socket) => world.cut(socket),
      later: (ms, task) => world.later(ms, task),
    });
    this.#world = world;
    this.person = person;
  }

  get user(): string {
    return userId(this.person);
  }

  /** Where this page's visible history begins. */
  get from(): number {
    return this.live.welcome?.from ?? 1;
  }

  override connect(): void {
    if (this.isAlive) super.connect();
  }

  protected override asks({ n, name }: OutboxEntry): void {
    this.#world.sent.push({ user: this.user, client: this.live.client, n, name, result: null });
  }

  protected override leaves(frame: ClientFrame): void {
    for (const { n } of commandsIn(frame)) this.#world.delivered(this.live.client, n);
  }

  protected took(frame: ServerFrame, received: Received): void {
    if (frame.type === "welcome" && frame.snapshot !== null) {
      this.#world.checkHash(frame.from, frame.snapshot.seq, modelHashOf(frame.snapshot.state));
    }
    this.seen.push(...received.events.map((event) => ({ from: this.from, event })));
    for (const { n, result } of received.settled) this.#world.settled(this.live.client, n, result);
  }

  protected holds(seq: number, hash: string): void {
    this.#world.checkHash(this.from, seq, hash);
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

  /** The tab is closed; whoever finds its outbox drains it. */
  die(): readonly OutboxEntry[] {
    this.isAlive = false;
    this.toServer = [];
    this.toClient = [];
    this.cut();
    return this.live.pending;
  }
}

/** The actor, its machine, and everything anybody was told. */
export abstract class World<State, A extends ModelActor<State>> extends ActorLife<A> {
  readonly sent: Sent[] = [];
  readonly hashes = new Map<string, string>();
  /** Instances that have heard of a command: what one has rejected, another one does not remember. */
  readonly hearers = new Map<string, Set<A | null>>();
  #grants = 0;
  failEffects = false;

  constructor() {
    super(START_MS);
  }

  abstract evolve(state: State | null, event: SequencedEvent): State;
  /** Brings somebody in who wants to connect, where that is anybody's right. */
  abstract admit(actor: A, identity: Identity): void;

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
      const grant = `grant-${(this.#grants += 1)}`;
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

  /** A call of the Worker: a turn of its own. */
  ask<T>(work: (actor: A) => T): T | undefined {
    return this.turn(work);
  }

  open(person: number): FakeSocket | null {
    this.bringIn(person);
    return this.openAs(identityOf(person));
  }

  /** Sockets of one person that only listen: before so many, events are gathered, and what comes meanwhile waits unread. */
  crowd(person: number, size: number): void {
    const isHere = this.#crowd.length === size && this.#crowd.every((socket) => socket.readyState === OPEN);
    if (isHere) return;
    for (const socket of this.#crowd) this.cut(socket);
    const have = this.log().length;
    this.#crowd = Array.from({ length: size }).flatMap((_, index) =>
      this.#listen(person, `client-crowd-${index}`, have),
    );
  }
  #crowd: readonly FakeSocket[] = [];

  #listen(person: number, client: string, have: number): FakeSocket[] {
    const socket = this.open(person);
    if (socket === null) return [];
    this.message(socket, JSON.stringify({ type: "hello", client, have, log: null, pending: null } satisfies Hello));
    return [socket];
  }

  /** So that what a page left behind can still be drained. */
  bringIn(person: number): void {
    this.turn((actor) => this.admit(actor, identityOf(person)));
  }

  /** Another tab of the same person drains what a closed one left, by the command door, as its author. */
  drain(person: number, client: string, entries: readonly OutboxEntry[]): void {
    const log = entries[0]?.log ?? null;
    for (const { n } of entries) this.delivered(client, n);
    const body = { client, log, commands: doorCommands(entries) as CommandFrame[] };
    const frames = this.turn((actor) => actor.submit(identityOf(person), body)) ?? [];
    for (const [n, result] of settledByDoor(frames)) this.settled(client, n, result);
  }

  evict(): void {
    if (this.machine.hasTimers) this.runUntil(this.machine.nowMs + 20);
    this.machine.forgetTimers();
    this.forget();
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
