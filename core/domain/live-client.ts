// The client's half of `lockstep.v1` without any I/O: folds what arrives, keeps what is pending, says what to send.
// The page, the scripts and the model test run this same code.
import type {
  ClientFrame,
  CommandFrame,
  Presence,
  Reject,
  SequencedEvent,
  ServerFrame,
  Signal,
  Welcome,
} from "#core/protocol/frames.ts";
import { HELD_EVERY_BYTES, SOCKET_BURST, SOCKET_RATE_PER_SECOND } from "#core/protocol/limits.ts";
import { inFrames } from "./packing.ts";
import { isRetry } from "./settling.ts";

/** A long outbox is not poured out at once: signals have their share of the burst, and refusals are counted. */
const MAX_IN_FLIGHT = SOCKET_BURST - 8;
/** Once told to slow down, one at a time until the outbox is empty. */
const PACE_MS = 1000 / SOCKET_RATE_PER_SECOND;

/** One command as it is kept until it is settled. `since` and `log` place it in the history it was written against. */
export type OutboxEntry = {
  readonly n: number;
  readonly since: number;
  readonly log: string | null;
  readonly name: string;
  readonly data: Record<string, unknown>;
};

export type Settled =
  | { readonly ok: true; readonly seq: number | null }
  | { readonly ok: false; readonly code: string; readonly detail?: string };

/** What has to be done outside after a frame was received. */
export type Received = {
  send: ClientFrame[];
  settled: { readonly n: number; readonly result: Settled }[];
  /** Send what `resend` answers after this many milliseconds. */
  resendAfterMs: number | null;
  /** The stream has a hole: say hello again. It never has one from a truthful server. */
  isBroken: boolean;
  events: readonly SequencedEvent[];
  signal: Signal | null;
};

type Pending = { entry: OutboxEntry; sends: number; retries: number };

const isInFlight = ({ sends, retries }: Pending): boolean => sends > retries;

export class LiveClient<State> {
  readonly client: string;
  readonly #evolve: (state: State | null, event: SequencedEvent) => State;
  #user: string | null = null;
  #log: string | null = null;
  #have = 0;
  #state: State | null = null;
  #presence: Presence | null = null;
  #welcome: Welcome | null = null;
  #nextN = 1;
  #pending: Pending[] = [];
  #isReady = false;
  #isPaced = false;
  /** Somebody outside waits to ask for `resend`. */
  #isWaiting = false;
  /** It is of an earlier connection: the actor's clock, which `rev` follows, may have been set back since. */
  #isPresenceOld = false;
  #unheldBytes = 0;

  constructor(client: string, evolve: (state: State | null, event: SequencedEvent) => State) {
    this.client = client;
    this.#evolve = evolve;
  }

  get state(): State | null {
    return this.#state;
  }
  get have(): number {
    return this.#have;
  }
  get presence(): Presence | null {
    return this.#presence;
  }
  get welcome(): Welcome | null {
    return this.#welcome;
  }
  /** Whether everything up to the head that the last welcome named is here. */
  get isCaughtUp(): boolean {
    return this.#isReady && this.#have >= (this.#welcome?.head ?? 0);
  }
  get pending(): readonly OutboxEntry[] {
    return this.#pending.map(({ entry }) => entry);
  }
  /** What the actor owes an answer: the `n` of the oldest command on its way, 0 for the hello itself, null: nothing. */
  get owed(): number | null {
    if (!this.#isReady) return 0;
    return this.#pending.find(isInFlight)?.entry.n ?? null;
  }

  /** A new entry; the caller stores it before it hands it to `enqueue`. */
  compose(name: string, data: Record<string, unknown>): OutboxEntry {
    return { n: this.#nextN++, since: this.#have, log: this.#log, name, data };
  }

  /** Frames to send now: none while the connection has not been welcomed. Entries in the order of `n`. */
  enqueue(...entries: readonly OutboxEntry[]): ClientFrame[] {
    this.#pending.push(...entries.map((entry) => ({ entry, sends: 0, retries: 0 })));
    return this.#isWaiting ? [] : this.resend();
  }

  #floor(): number {
    return this.#pending[0]?.entry.n ?? this.#nextN;
  }

  hello(): ClientFrame {
    this.#isReady = false;
    this.#isPaced = false;
    this.#isWaiting = false;
    this.#unheldBytes = 0;
    for (const pending of this.#pending) {
      pending.sends = 0;
      pending.retries = 0;
    }
    const since = Math.min(...this.#pending.map(({ entry }) => entry.since));
    return {
      type: "hello",
      client: this.client,
      have: this.#have,
      log: this.#log,
      pending: this.#pending.length === 0 ? null : { since, floor: this.#floor() },
    };
  }

  /** The connection is gone: nothing is in flight any more. */
  disconnected(): void {
    this.#isReady = false;
  }

  get #inFlight(): number {
    return this.#pending.filter(isInFlight).length;
  }

  /** What is pending, not on its way and may go now, in the order of `n`. */
  resend(): ClientFrame[] {
    this.#isWaiting = false;
    if (!this.#isReady) return [];
    const floor = this.#floor();
    const room = (this.#isPaced ? 1 : MAX_IN_FLIGHT) - this.#inFlight;
    const commands = this.#pending
      .filter(({ sends, retries }) => sends === retries)
      .slice(0, Math.max(0, room))
      .map((pending): CommandFrame => {
        pending.sends += 1;
        const { n, since, name, data } = pending.entry;
        return { type: "command", n, since, floor, name, data };
      });
    return this.#welcome?.accepts?.includes("commands") === true ? inFrames(commands) : commands;
  }

  /** `bytes`: length of the frame's text, for flow control. */
  receive(frame: ServerFrame, bytes = 0): Received {
    const received: Received = {
      send: [],
      settled: [],
      resendAfterMs: null,
      isBroken: false,
      events: [],
      signal: null,
    };
    switch (frame.type) {
      case "welcome":
        this.#welcomed(frame, received);
        break;
      case "events":
        received.isBroken = !this.#fold(frame.events, received);
        break;
      case "ack":
        this.#settle(frame.n, { ok: true, seq: frame.seq }, received);
        break;
      case "reject":
        this.#rejected(frame, received);
        break;
      case "presence":
        if (this.#presence === null || this.#isPresenceOld || frame.rev > this.#presence.rev) this.#presence = frame;
        this.#isPresenceOld = false;
        break;
      case "signal":
        received.signal = frame;
        break;
      case "bye":
        break;
    }
    this.#sendOn(received);
    this.#unheldBytes += bytes;
    if (this.#unheldBytes >= HELD_EVERY_BYTES) {
      this.#unheldBytes = 0;
      received.send.push({ type: "held", seq: this.#have });
    }
    return received;
  }

  #welcomed(welcome: Welcome, received: Received): void {
    this.#welcome = welcome;
    this.#isPresenceOld = true;
    this.#user = welcome.self.user;
    if (welcome.reset) {
      this.#state = null;
      this.#have = 0;
      this.#presence = null;
      for (const pending of this.#pending) pending.entry = { ...pending.entry, since: 0, log: welcome.log };
    }
    this.#log = welcome.log;
    if (welcome.snapshot !== null) {
      this.#state = welcome.snapshot.state as State;
      this.#have = welcome.snapshot.seq;
    }
    for (const [n, seq] of welcome.settled) this.#settle(n, { ok: true, seq }, received);
    // What is pending and was not listed did not happen: it is sent again, in order.
    this.#isReady = true;
  }

  /** Every answer makes room for what waits behind it: at once, or in time where the server said it was too fast. */
  #sendOn(received: Received): void {
    if (this.#pending.length === 0) this.#isPaced = false;
    if (!this.#isPaced) {
      received.send.push(...this.resend());
      return;
    }
    if (this.#isWaiting || this.#inFlight > 0) return;
    this.#isWaiting = true;
    received.resendAfterMs ??= PACE_MS;
  }

  #fold(events: readonly SequencedEvent[], received: Received): boolean {
    const fresh = events.filter((event) => event.seq > this.#have);
    const settled = new Map<number, number>();
    for (const event of fresh) {
      if (event.seq !== this.#have + 1) return false;
      this.#state = this.#evolve(this.#state, event);
      this.#have = event.seq;
      if (event.by?.client === this.client && event.by.user === this.#user) settled.set(event.by.n, event.seq);
    }
    for (const [n, seq] of settled) this.#settle(n, { ok: true, seq }, received);
    received.events = fresh;
    return true;
  }

  #rejected(reject: Reject, received: Received): void {
    const { n } = reject;
    if (n === null) return;
    if (!isRetry(reject)) {
      const { code, detail } = reject;
      this.#settle(n, detail === undefined ? { ok: false, code } : { ok: false, code, detail }, received);
      return;
    }
    const pending = this.#pending.find(({ entry }) => entry.n === n);
    if (pending === undefined) return;
    pending.retries = Math.min(pending.sends, pending.retries + 1);
    if (reject.retryAfterMs === undefined) return;
    this.#isPaced = true;
    if (this.#isWaiting || this.#inFlight > 0) return;
    this.#isWaiting = true;
    received.resendAfterMs = reject.retryAfterMs;
  }

  #settle(n: number, result: Settled, received: Received): void {
    const index = this.#pending.findIndex(({ entry }) => entry.n === n);
    if (index === -1) return;
    this.#pending.splice(index, 1);
    received.settled.push({ n, result });
  }
}

/** Entries as the command door takes them; they are one client's, in the order of `n`. */
export const doorCommands = (entries: readonly OutboxEntry[]): CommandFrame[] => {
  const floor = entries[0]?.n ?? 1;
  return entries.map(({ n, since, name, data }) => ({ type: "command", n, since, floor, name, data }));
};

/** What the door's answers settle, by `n`; what is missing stays in the outbox. */
export const settledByDoor = (frames: readonly ServerFrame[]): Map<number, Settled> => {
  const settled = new Map<number, Settled>();
  for (const frame of frames) {
    if (frame.type === "ack") settled.set(frame.n, { ok: true, seq: frame.seq });
    if (frame.type !== "reject" || frame.n === null) continue;
    if (!isRetry(frame)) settled.set(frame.n, { ok: false, code: frame.code });
  }
  return settled;
};
