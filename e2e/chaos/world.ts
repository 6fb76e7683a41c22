// One run: an actor of its own, its people on wires of their own, a storm over all of it, and what must hold when it is over.
import { setTimeout as delay } from "node:timers/promises";
import { type Random, seededRandom } from "../../core/domain/seeded-random.fixture.ts";
import { evolve as evolveConversation } from "../../core/domain/conversations/evolve.ts";
import type { SequencedConversationEvent } from "../../core/domain/conversations/folding.ts";
import { doorCommands, type OutboxEntry, settledByDoor } from "../../core/domain/live-client.ts";
import { evolve as evolveRoom, type SequencedRoomEvent } from "../../core/domain/lock-in/evolve.ts";
import type { RoomState } from "../../core/domain/lock-in/room-state.ts";
import type { ActorId } from "../../core/protocol/auth.ts";
import type { ConversationState } from "../../core/protocol/conversations.ts";
import type { SequencedEvent, ServerFrame } from "../../core/protocol/frames.ts";
import type { Identity } from "../../core/protocol/identity.ts";
import { openTickets, type Tickets } from "../../workers/auth/tickets.ts";
import { openTokens, type Tokens } from "../../workers/auth/tokens.ts";
import { speakAsOldClient } from "./old-client.ts";
import { roomDeed, talkDeed } from "./deeds.ts";
import { Page, type PageEnds, type Seat } from "./page.ts";
import type { Plan, WireFault } from "./plan.ts";
import type { Runtime } from "./runtime.ts";
import { troublesOf, type Verdict, Witness } from "./witness.ts";
import { CUT_WITHIN_MS, endWireFault, startWireFault } from "./wire-faults.ts";
import { Wire } from "./wire.ts";

type State = RoomState | ConversationState;

export type RunResult = Verdict & {
  readonly seed: number;
  readonly kind: Plan["kind"];
  readonly clients: number;
  readonly faults: Readonly<Record<string, number>>;
  /** From the end of the last fault until every client held everything and waited for nothing. */
  readonly wholeMs: number;
  /** Of each client that lost its connection, until it was whole again. */
  readonly recoveriesMs: readonly number[];
  readonly polls: number;
};

const WHOLE_WITHIN_MS = 240_000;
const LOOK_EVERY_MS = 25;
const SETTLE_EVERY_MS = 300;
const JOIN_AT_ONCE = 6;
const BURST = 3;
const TROUBLES_SHOWN = 6;
const STORM_SPEAKS = 0.3;
/** Well within its ten minutes, whichever way the server's clock jumps by five. */
const TOKEN_FOR_MS = 60_000;
const PATIENCE_MS = 120_000;
/** As long as a page waits for an answer: where a wire swallowed it, the next attempt is what helps. */
const DOOR_WITHIN_MS = 10_000;

const evolve = (isRoom: boolean) =>
  (isRoom
    ? (state: RoomState | null, event: SequencedEvent) => evolveRoom(state, event as SequencedRoomEvent)
    : (state: ConversationState | null, event: SequencedEvent) =>
        evolveConversation(state, event as SequencedConversationEvent)) as (
    state: State | null,
    event: SequencedEvent,
  ) => State;

const at = (ms: number, act: () => void): void => void setTimeout(act, ms);

export class World {
  readonly plan: Plan;
  isOver = false;
  readonly #runtime: Runtime;
  readonly #people: readonly Identity[];
  readonly #witness = new Witness();
  readonly #issuer: Tokens;
  readonly #ticketing: Tickets;
  readonly #tokens = new Map<string, { readonly token: string; readonly at: number }>();
  readonly #roll: Random;
  readonly #wires: Wire[] = [];
  readonly #pages: Page<State>[] = [];
  /** Comes last, by a way without faults. */
  #newcomer: Page<State> | null = null;
  readonly #faults: Record<string, number> = {};
  /** Places of those who have said how far they read. */
  readonly #readers = new Set<number>();
  readonly #recoveriesMs: number[] = [];
  readonly #draining: Promise<void>[] = [];
  /** What ends the faults that have not ended yet. */
  readonly #ending = new Set<() => void>();
  /** What it waits for. */
  #doing = "to begin";
  #actor = "";
  #polls = 0;
  #texts = 0;

  constructor(plan: Plan, runtime: Runtime, people: readonly Identity[]) {
    this.plan = plan;
    this.#runtime = runtime;
    this.#people = people;
    const { AUTH_KEYS, HMAC_SECRET } = runtime.parts.secrets;
    this.#issuer = openTokens(AUTH_KEYS, runtime.origin);
    this.#ticketing = openTickets(HMAC_SECRET);
    this.#roll = seededRandom(plan.seed + 1);
  }

  get #isRoom(): boolean {
    return this.plan.kind === "room";
  }

  #person(place: number): Identity {
    const person = this.#people[place];
    if (person === undefined) throw new Error("more clients than people");
    return person;
  }

  async #token(person: Identity): Promise<string> {
    const now = Date.now() + this.#runtime.offsetMs;
    const known = this.#tokens.get(person.user);
    if (known !== undefined && Math.abs(now - known.at) < TOKEN_FOR_MS) return known.token;
    const token = (await this.#issuer.issue({ ...person, amr: "pwd", authAt: now }, now)).accessToken;
    this.#tokens.set(person.user, { token, at: now });
    return token;
  }

  async #call<T>(person: Identity, path: string, body: unknown, door?: string): Promise<T> {
    const response = await fetch(`${door ?? this.#runtime.origin}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await this.#token(person)}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(door === undefined ? PATIENCE_MS : DOOR_WITHIN_MS),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  #seat(place: number, origin: string): Seat {
    const person = this.#person(place);
    const actor = this.#actor as ActorId;
    return {
      user: person.user,
      actor,
      origin,
      ticket: async () => (await this.#ticketing.issue(person, actor, Date.now() + this.#runtime.offsetMs)).ticket,
      token: () => this.#token(person),
    };
  }

  #open(place: number, origin = this.#wires[place]?.origin ?? ""): Page<State> {
    const ends: PageEnds<State> = {
      welcomed: (page) => this.#witness.welcomed(page as Page<unknown>),
      heard: (page, events) => this.#witness.heard(page as Page<unknown>, events),
      settled: (page, n, settled) => this.#witness.settled(page.live.client, n, settled),
      broken: (page, why) => this.#witness.broke(page.live.client, why),
      recovered: (afterMs) => void this.#recoveriesMs.push(afterMs),
    };
    return new Page<State>(this.#seat(place, origin), evolve(this.#isRoom), ends);
  }

  /** Everybody is there and up to date before anything goes wrong. */
  async begin(): Promise<void> {
    const { clients, seed } = this.plan;
    const owner = this.#person(0);
    const others = Array.from({ length: clients - 1 }, (_, index) => this.#person(index + 1));
    if (this.#isRoom) {
      const { room } = await this.#call<{ room: { id: string } }>(owner, "/rooms", {
        title: `Chaos ${seed}`,
        visibility: "public",
        openChat: true,
      });
      this.#actor = room.id;
      const waiting = [...others];
      const join = async () => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          await this.#call(next, "/rooms/join", { roomId: room.id });
        }
      };
      await Promise.all(Array.from({ length: JOIN_AT_ONCE }, join));
    } else {
      const memberIds = others.map(({ user }) => user);
      const body = { kind: "group", title: `Chaos ${seed}`, memberIds, encryption: "none" };
      const made = await this.#call<{ conversation: { id: string } }>(owner, "/conversations", body);
      this.#actor = made.conversation.id;
    }
    for (let place = 0; place < clients; place++) {
      const wire = new Wire(this.#runtime.parts.port, seededRandom(seed * 100 + place));
      await wire.listen();
      this.#wires.push(wire);
      this.#pages.push(this.#open(place));
    }
    await this.#until(() => this.#pages.every((page) => page.isWhole), "together at the beginning");
  }

  async #until(isTrue: () => boolean, what: string): Promise<void> {
    const until = performance.now() + WHOLE_WITHIN_MS;
    while (!isTrue()) {
      if (performance.now() > until)
        throw new Error(`not ${what} within ${WHOLE_WITHIN_MS / 1_000} s: ${this.#missing()}`);
      await delay(LOOK_EVERY_MS);
    }
  }

  get #everybody(): readonly Page<State>[] {
    return this.#newcomer === null ? this.#pages : [...this.#pages, this.#newcomer];
  }

  #missing(): string {
    const all = this.#everybody;
    const heads = new Set(all.map(({ live }) => live.have));
    const late = all.filter((page) => !page.isWhole);
    const told = late
      .slice(0, 3)
      .map(({ live }) => `${live.have}/${live.welcome?.head} with ${live.pending.length} pending`);
    const commands = this.#witness.unsettled();
    return `${late.length} pages (${told.join("; ")}), ${commands} commands; all at ${[...heads].join(", ")}`;
  }

  /** Where it is, for whoever wonders why it is not over. */
  get standing(): string {
    return `${this.#actor} waits ${this.#doing}: ${this.#missing()}`;
  }

  #count(what: string, times = 1): void {
    this.#faults[what] = (this.#faults[what] ?? 0) + times;
  }

  #command(place: number): void {
    const page = this.#pages[place];
    if (page === undefined) return;
    const text = `${this.plan.seed}.${(this.#texts += 1)}`;
    const { state } = page.live;
    const composedAt = Date.now() + (this.plan.wallSkewsMs[place] ?? 0);
    const [name, data] = this.#isRoom
      ? roomDeed(this.#roll, state as RoomState | null, text)
      : talkDeed(
          this.#roll,
          state as ConversationState | null,
          page.seat.user,
          text,
          composedAt,
          this.plan.isHeavy && this.#roll() < 0.5,
          this.#readers.has(place),
        );
    if (name === "read") this.#readers.add(place);
    this.#witness.sent(page.live.client, page.command(name, data), name);
  }

  #burst(place: number): void {
    for (let left = 1 + Math.floor(this.#roll() * BURST); left > 0; left--) this.#command(place);
  }

  /** A page is closed; a new one of the same person sends what it left, by the door, as often as it takes. */
  #close(place: number): void {
    const closed = this.#pages[place];
    if (closed === undefined) return;
    this.#count("page closed");
    const orphans = closed.close();
    this.#polls += closed.polls;
    this.#pages[place] = this.#open(place);
    if (orphans.length > 0) this.#draining.push(this.#drain(place, closed.live.client, orphans));
  }

  async #drain(place: number, client: string, orphans: readonly OutboxEntry[]): Promise<void> {
    const until = performance.now() + WHOLE_WITHIN_MS;
    for (let left = orphans; left.length > 0;) {
      if (performance.now() > until) return this.#witness.broke(client, "what it left could not be sent");
      try {
        const body = { client, log: left[0]?.log ?? null, commands: doorCommands(left) };
        const path = `/live/${this.#actor}/commands`;
        const origin = this.#wires[place]?.origin ?? "";
        const { frames } = await this.#call<{ frames: ServerFrame[] }>(this.#person(place), path, body, origin);
        const settled = settledByDoor(frames);
        for (const [n, result] of settled) this.#witness.settled(client, n, result);
        left = left.filter(({ n }) => !settled.has(n));
      } catch {
        // The door is shut for now: later.
      }
      if (left.length > 0) await delay(SETTLE_EVERY_MS);
    }
  }

  #wireFault({ kind, clients, lastsMs, strength }: WireFault): void {
    const wires = clients.flatMap((place) => this.#wires[place] ?? []);
    this.#count(kind, wires.length);
    for (const wire of wires) startWireFault(wire, kind, strength);
    // What is on its way at that moment is what can be lost or come twice.
    if (kind === "cut" || kind === "half_open" || kind === "drop") for (const place of clients) this.#burst(place);
    const end = () => {
      this.#ending.delete(end);
      for (const wire of wires) endWireFault(wire, kind);
    };
    this.#ending.add(end);
    setTimeout(() => this.#ending.has(end) && end(), lastsMs);
  }

  /** Commands and faults, each at its time; resolves when all of them have been started and no more will come. */
  async storm(): Promise<void> {
    const { plan } = this;
    this.#doing = "for the storm to end";
    const runtimeFaults: Promise<void>[] = [];
    for (const { atMs, client } of plan.commands) at(atMs, () => this.#command(client));
    for (const fault of plan.wire) at(fault.atMs, () => this.#wireFault(fault));
    for (const { atMs, client } of plan.closings) at(atMs, () => this.#close(client));
    for (const atMs of plan.evictionsAtMs) {
      at(atMs, () => {
        this.#count("eviction asked for");
        void this.#runtime.evict(this.#actor);
      });
    }
    for (const atMs of plan.stormsAtMs) {
      at(atMs, () => {
        this.#count("reconnect storm");
        for (const [place, wire] of this.#wires.entries()) {
          if (this.#roll() < STORM_SPEAKS) this.#burst(place);
          setTimeout(() => wire.cut(), this.#roll() * CUT_WITHIN_MS);
        }
      });
    }
    for (const fault of plan.runtime) {
      at(fault.atMs, () => {
        this.#count(fault.kind === "death" ? `death planned at ${fault.point}` : fault.kind);
        runtimeFaults.push(this.#runtime.change(this.#actor, fault));
      });
    }
    await delay(plan.stormMs);
    await Promise.all(runtimeFaults);
  }

  /** Nothing is wrong any more. Resolves when everybody has everything, and agrees with the log and with a newcomer. */
  async settle(): Promise<RunResult> {
    try {
      return await this.#settle();
    } catch (error) {
      // What can be said of what was lost says why nobody becomes whole.
      const troubles = troublesOf(await this.#verdict());
      throw new Error([String(error), ...troubles.slice(0, TROUBLES_SHOWN)].join("; "), { cause: error });
    }
  }

  async #verdict(): Promise<Verdict> {
    const stored = await this.#runtime.ask(this.#actor, undefined, WHOLE_WITHIN_MS);
    return this.#witness.verdict(JSON.parse(stored) as string[]);
  }

  async #settle(): Promise<RunResult> {
    const calmAt = performance.now();
    this.#doing = "for its pages";
    for (const end of this.#ending) end();
    for (const wire of this.#wires) wire.calm();
    await this.#until(() => this.#pages.every((page) => page.isWhole), "whole");
    this.#doing = "for what closed pages left";
    await Promise.all(this.#draining);
    const wholeMs = performance.now() - calmAt;

    this.#doing = "for a client of protocol 1";
    await this.#visitOfOldClient();
    // What memory held must be what the storage says: the newcomer is answered by an instance that has just woken.
    this.#doing = "for its eviction";
    await this.#runtime.evict(this.#actor);
    this.#doing = "for a newcomer";
    const newcomer = this.#open(0, this.#runtime.origin);
    this.#newcomer = newcomer;
    const all = this.#everybody;
    const agree = () => all.every((page) => page.isWhole && page.live.have === newcomer.live.have);
    await this.#until(agree, "at one head with a newcomer");
    this.#witness.compare(all as Page<unknown>[]);
    this.#doing = "for its stored log";
    const verdict = await this.#verdict();
    this.#polls += this.#pages.reduce((sum, { polls }) => sum + polls, 0);
    this.end();
    const { seed, kind, clients } = this.plan;
    const recoveriesMs = this.#recoveriesMs;
    return { ...verdict, seed, kind, clients, faults: this.#faults, wholeMs, recoveriesMs, polls: this.#polls };
  }

  async #visitOfOldClient(): Promise<void> {
    const seat = this.#seat(0, this.#runtime.origin);
    const text = `${this.plan.seed} as ever`;
    const trouble = await speakAsOldClient(this.plan.kind, seat, text, (client, n, name, seq) => {
      this.#witness.sent(client, n, name);
      this.#witness.settled(client, n, { ok: true, seq });
    });
    if (trouble !== null) this.#witness.broke("a client of protocol 1", trouble);
  }

  end(): void {
    this.isOver = true;
    for (const page of this.#everybody) page.close();
    for (const wire of this.#wires) wire.close();
  }
}
