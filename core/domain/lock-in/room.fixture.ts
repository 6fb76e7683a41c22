// A room for tests of its rules: a clock moved by hand, sockets that open, close and fall silent, and the log that follows.
import type { RoomId, UserId } from "#core/protocol/ids.ts";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { Plan, RoomCommand, RoomEvent, RoomEventName } from "#core/protocol/rooms.ts";
import type { DeckFacts } from "#core/protocol/slideshow.ts";
import { advance, nextAbsence, nextWake, type Sighting, type Sightings } from "./advance.ts";
import { decide } from "./decide.ts";
import { evolve, type SequencedRoomEvent } from "./evolve.ts";
import { memberOf, type RoomState } from "./room-state.ts";

export const START_AT = 1_790_000_000_000;
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;

const SUFFIX = "0".repeat(25);
export const ROOM = `room_${SUFFIX}1` as RoomId;
export const person = (index: number): UserId => `usr_${SUFFIX}${index}` as UserId;
export const [ALICE, BOB, CAROL, DAN] = [person(1), person(2), person(3), person(4)] as const;

export const PLAN: Plan = {
  focusMs: 25 * MINUTE_MS,
  breakMs: 5 * MINUTE_MS,
  longBreakMs: 15 * MINUTE_MS,
  longBreakEvery: 2,
  rounds: 3,
};

type Wire = {
  readonly connected: boolean;
  readonly isSilent: boolean;
  readonly seenAt: number;
  readonly visible: boolean;
};
type Asked<N extends RoomCommand["name"]> = Omit<Extract<RoomCommand, { name: N }>["data"], "fence">;

export class RoomOf {
  now = START_AT;
  state: RoomState;
  leadMs = 300;
  readonly decks = new Map<string, DeckFacts | "asking">();
  readonly log: SequencedRoomEvent[] = [];
  readonly #wires = new Map<string, Wire>();
  /** As the engine remembers it: when the room asked at its last flush to look again. */
  #dueAt: number | null = null;
  #isBatch = false;

  /** Alice makes the room and sits in it. */
  constructor({ plan = PLAN, openChat = false }: { plan?: Plan; openChat?: boolean } = {}) {
    const first: RoomEvent = {
      name: "created",
      data: { id: ROOM, title: "Test", visibility: "public", plan, openChat, by: ALICE },
    };
    const created = this.#sequenced(first, null);
    this.log.push(created);
    this.state = evolve(null, created);
    this.#sitDown(ALICE);
    this.connect(ALICE);
  }

  get head(): number {
    return this.log.length;
  }

  #sequenced(event: RoomEvent, by: UserId | null): SequencedRoomEvent {
    const author = by === null ? null : { user: by, client: `client-of-${by}`, n: this.head + 1 };
    return { ...event, seq: this.head + 1, at: this.now, by: author } as SequencedRoomEvent;
  }

  happen(events: readonly RoomEvent[], by: UserId | null = null): void {
    for (const event of events) {
      const sequenced = this.#sequenced(event, by);
      this.log.push(sequenced);
      this.state = evolve(this.state, sequenced);
    }
    if (!this.#isBatch) this.#dueAt = this.wakeAt;
  }

  /** Commands that arrive together and are flushed together: the room asks for its next look only behind them. */
  batch(commands: () => void): void {
    this.#isBatch = true;
    commands();
    this.#isBatch = false;
    this.#dueAt = this.wakeAt;
  }

  // --- people

  /** By HTTP: in the roster at once, without a socket yet. */
  join(user: UserId): void {
    this.advance();
    if (memberOf(this.state, user) === undefined) this.#sitDown(user);
  }

  #sitDown(user: UserId): void {
    this.happen([{ name: "joined", data: { user, name: user.slice(-4), kind: "member" } }]);
    this.#wires.set(user, { connected: false, isSilent: false, seenAt: this.now, visible: false });
  }

  /** Opens a socket and says hello; the room looks around as it does at every hello. */
  connect(user: UserId): void {
    this.advance();
    if (memberOf(this.state, user) === undefined) return;
    this.#wires.set(user, { connected: true, isSilent: false, seenAt: this.now, visible: true });
    this.advance();
  }

  enter(...users: readonly UserId[]): void {
    for (const user of users) {
      this.join(user);
      this.connect(user);
    }
  }

  #change(user: UserId, change: Partial<Wire>): void {
    const wire = this.#wires.get(user);
    if (wire !== undefined) this.#wires.set(user, { ...wire, ...change });
  }

  /** The last socket closes: no event. */
  close(user: UserId): void {
    if (this.#wires.get(user)?.connected !== true) return;
    this.#change(user, { connected: false, seenAt: this.now, visible: false });
    this.#dueAt = this.wakeAt;
  }

  /** The line is cut without a word: the socket looks open, no ping comes any more. */
  fallSilent(user: UserId): void {
    const wire = this.#wires.get(user);
    if (wire?.connected === true && !wire.isSilent) this.#change(user, { isSilent: true, seenAt: this.now });
  }

  hide(user: UserId): void {
    this.#change(user, { visible: false });
  }

  sightings(): Sightings {
    return new Map(
      [...this.#wires].map(([user, { connected, isSilent, seenAt, visible }]): [string, Sighting] => [
        user,
        { connected, seenAt: connected && !isSilent ? this.now : seenAt, visible, speaking: false },
      ]),
    );
  }

  // --- what happens

  advance(): readonly RoomEvent[] {
    const events = advance(this.state, this.head, this.sightings(), this.now);
    this.happen(events);
    return events;
  }

  /** Asks for something; answers null where it was granted, else the reason. What was due by then happens first. */
  ask(user: UserId, command: RoomCommand): string | null {
    if (this.#dueAt !== null && this.now >= this.#dueAt) this.advance();
    const decided = decide(this.state, command, {
      user,
      now: this.now,
      sightings: () => this.sightings(),
      leadMs: () => this.leadMs,
      deck: (_user, deckId) => this.decks.get(deckId) ?? null,
    });
    if (!decided.ok) return decided.error.code;
    this.happen(decided.value, user);
    return null;
  }

  /** A driver's command, by the driver, with the present fence. */
  drive<N extends RoomCommand["name"]>(name: N, data: Asked<N> = {} as Asked<N>): string | null {
    const { holder, fence } = this.state.driver;
    return this.ask(holder ?? ALICE, { name, data: { ...data, fence } } as unknown as RoomCommand);
  }

  /** When the room has asked to be woken (epoch ms). */
  get wakeAt(): number | null {
    const absent = new Map<string, number>();
    for (const { user, presentSince } of this.state.roster) {
      const wire = this.#wires.get(user);
      if (presentSince !== null && wire?.connected !== true) absent.set(user, wire?.seenAt ?? this.now);
    }
    const times = [nextWake(this.state, this.now), nextAbsence(this.state, absent)].filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Time goes by; the room wakes only when it asked for it. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (let wakes = 0; ; wakes++) {
      const at = this.wakeAt;
      if (at === null || at > until) break;
      if (wakes > 10_000) throw new Error(`the room wakes without end at ${at - START_AT}`);
      this.now = Math.max(this.now, at);
      this.advance();
    }
    this.now = until;
  }

  /** Time goes by and nobody wakes the room. */
  sleep(ms: number): void {
    this.now += ms;
  }

  // --- what can be seen

  named<N extends RoomEventName>(name: N): Extract<SequencedRoomEvent, { name: N }>[] {
    return this.log.filter((event): event is Extract<SequencedRoomEvent, { name: N }> => event.name === name);
  }

  get receipts(): readonly AttendanceReceipt[] {
    return this.named("attended").flatMap((event) => event.data.receipts);
  }

  /** Milliseconds credited to one person, phase by phase. */
  creditOf(user: UserId): Record<number, number> {
    return Object.fromEntries(
      this.receipts.filter((receipt) => receipt.user === user).map(({ phase, activeMs }) => [phase, activeMs]),
    );
  }
}
