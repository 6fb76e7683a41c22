// A page without a browser that lives through anything: the product's own client, on a socket that is replaced when it
// falls silent, on a long poll where sockets are blocked. The rules are those of the web app's connection with shorter waits.
import { pingWaitMs } from "../../core/domain/keep-alive.ts";
import { doorCommands, LiveClient, type OutboxEntry, type Settled } from "../../core/domain/live-client.ts";
import { OwedAnswer } from "../../core/domain/owed-answer.ts";
import { CLOSE } from "../../core/protocol/close-codes.ts";
import type { ClientFrame, SequencedEvent, ServerFrame } from "../../core/protocol/frames.ts";
import { SUBPROTOCOL, TICKET_PREFIX } from "../../core/protocol/version.ts";
import { frameOf } from "./frame-texts.ts";

const FIRST_RETRY_MS = 150;
const RETRY_JITTER_MS = 350;
const RETRY_GROWTH = 1.5;
const LAST_RETRY_MS = 4_000;
const CONNECT_WITHIN_MS = 4_000;
/** As in the web app, ten seconds at most from one attempt to the next; there the ticket takes its part of them. */
const LAST_CONNECT_WITHIN_MS = 6_000;
const PING_EVERY_MS = 1_500;
const SILENT_MS = 2.5 * PING_EVERY_MS;
/** An answer that stays out for this long on a socket that lives is asked for anew. */
const OWED_MS = 4 * PING_EVERY_MS;
const FAILURES_BEFORE_POLLING = 3;
const TRY_SOCKET_EVERY_MS = 4_000;
const POLL_WAIT_S = 2;
const POLL_WITHIN_MS = POLL_WAIT_S * 1_000 + 5_000;
const POSTED_WITHIN_MS = 10_000;
const POLL_PAUSE_MS = 250;
const POLL_RETRY_MS = 1_000;

/** Who sits there, and how they reach the product. */
export type Seat = {
  readonly user: string;
  readonly actor: string;
  readonly origin: string;
  readonly ticket: () => Promise<string>;
  readonly token: () => Promise<string>;
};

/** Told of everything the page learns. */
export type PageEnds<State> = {
  readonly welcomed: (page: Page<State>) => void;
  readonly heard: (page: Page<State>, events: readonly SequencedEvent[]) => void;
  readonly settled: (page: Page<State>, n: number, settled: Settled) => void;
  readonly broken: (page: Page<State>, why: string) => void;
  /** Whole again after it had been whole and lost its connection. */
  readonly recovered: (afterMs: number) => void;
};

export class Page<State> {
  readonly seat: Seat;
  readonly live: LiveClient<State>;
  polls = 0;
  closedFor: number | null = null;
  readonly #ends: PageEnds<State>;
  #socket: WebSocket | null = null;
  #isWelcomed = false;
  #isPolling = false;
  #isPosting = false;
  #isOver = false;
  #failures = 0;
  /** Since it was last welcomed. */
  #tries = 0;
  #retryMs = FIRST_RETRY_MS;
  readonly #wire = { saidAt: -Infinity, heardAt: 0, pingedAt: -Infinity };
  readonly #owed = new OwedAnswer(OWED_MS);
  /** Since when the connection is gone; null where it is not, or never was there. */
  #lostAt: number | null = null;
  #wasWhole = false;
  readonly #timer: NodeJS.Timeout;

  constructor(seat: Seat, evolve: (state: State | null, event: SequencedEvent) => State, ends: PageEnds<State>) {
    this.seat = seat;
    this.live = new LiveClient(crypto.randomUUID(), evolve);
    this.#ends = ends;
    this.#timer = setInterval(() => this.#ping(), PING_EVERY_MS);
    void this.#connect();
  }

  get isWhole(): boolean {
    const head = this.live.welcome?.head ?? Infinity;
    return this.#isWelcomed && this.live.have >= head && this.live.pending.length === 0;
  }

  async #connect(): Promise<void> {
    if (this.#isOver) return;
    const ticket = await this.seat.ticket();
    const address = `${this.seat.origin.replace("http", "ws")}/api/v1/live/${this.seat.actor}/socket`;
    const socket = new WebSocket(address, [SUBPROTOCOL, `${TICKET_PREFIX}${ticket}`]);
    this.#socket = socket;
    this.#owed.begin();
    const late = setTimeout(() => this.#lose(socket), this.#patienceMs);
    socket.addEventListener("open", () => {
      clearTimeout(late);
      if (this.#socket !== socket) return socket.close();
      this.#wire.heardAt = performance.now();
      this.#send([this.live.hello()]);
    });
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket !== socket) return;
      this.#wire.heardAt = performance.now();
      const text = String(data);
      if (text !== "pong") this.#receive(frameOf(text), text.length);
    });
    const lost = (code?: number) => {
      clearTimeout(late);
      this.#lose(socket, code);
    };
    socket.addEventListener("close", ({ code }) => lost(code));
    socket.addEventListener("error", () => lost());
  }

  /** The connection is given up, whatever becomes of the socket. */
  #lose(socket: WebSocket, code?: number): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    socket.close();
    this.#gone();
    if (code === CLOSE.notAMember || code === CLOSE.superseded || code === CLOSE.protocol || code === CLOSE.malformed) {
      this.closedFor = code;
      this.#ends.broken(this, `closed for good with ${code}`);
      this.close();
      return;
    }
    this.#failures += 1;
    this.#tries += 1;
    if (this.#failures >= FAILURES_BEFORE_POLLING) return void this.#poll();
    this.#later(this.#retryMs + Math.random() * RETRY_JITTER_MS, () => this.#connect());
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * RETRY_GROWTH);
  }

  get #patienceMs(): number {
    return this.#tries < FAILURES_BEFORE_POLLING ? CONNECT_WITHIN_MS : LAST_CONNECT_WITHIN_MS;
  }

  #gone(): void {
    this.live.disconnected();
    this.#isWelcomed = false;
    if (this.#wasWhole) this.#lostAt ??= performance.now();
  }

  #later(ms: number, work: () => unknown): void {
    setTimeout(() => this.#isOver || work(), ms);
  }

  #ping(): void {
    const socket = this.#socket;
    // A close that was begun may never come to its end either.
    if (socket === null || socket.readyState === WebSocket.CONNECTING || socket.readyState === WebSocket.CLOSED) return;
    const now = performance.now();
    if (this.#owed.isLate(this.live.owed, now) || now - this.#wire.heardAt > SILENT_MS) this.#lose(socket);
    else if (socket.readyState === WebSocket.OPEN && pingWaitMs(this.#wire, PING_EVERY_MS, now) === 0) {
      this.#wire.pingedAt = now;
      socket.send("ping");
    }
  }

  #send(frames: readonly ClientFrame[]): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#wire.saidAt = performance.now();
    for (const frame of frames) this.#socket.send(JSON.stringify(frame));
  }

  #receive(frame: ServerFrame, bytes: number): void {
    const received = this.live.receive(frame, bytes);
    if (frame.type === "welcome") {
      this.#isWelcomed = true;
      this.#failures = 0;
      this.#tries = 0;
      this.#retryMs = FIRST_RETRY_MS;
      this.#send([{ type: "signal", name: "visible", data: { on: true } }]);
      this.#ends.welcomed(this);
    }
    this.#ends.heard(this, received.events);
    for (const { n, result } of received.settled) this.#ends.settled(this, n, result);
    this.#send(received.send);
    if (received.resendAfterMs !== null) this.#later(received.resendAfterMs, () => this.#send(this.live.resend()));
    if (received.isBroken) this.#ends.broken(this, `a hole in the stream after ${this.live.have}`);
    if (!this.isWhole) return;
    this.#wasWhole = true;
    if (this.#lostAt !== null) this.#ends.recovered(performance.now() - this.#lostAt);
    this.#lostAt = null;
  }

  /** Long polls until a socket opens again; commands go by their own door. */
  async #poll(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    let trySocketAt = performance.now() + TRY_SOCKET_EVERY_MS;
    while (!this.#isOver) {
      const pauseMs = await this.#pollOnce();
      if (performance.now() >= trySocketAt) {
        if (await this.#canOpenSocket()) break;
        trySocketAt = performance.now() + TRY_SOCKET_EVERY_MS;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    this.#isPolling = false;
    this.#failures = 0;
    this.#gone();
    void this.#connect();
  }

  async #call(method: string, path: string, body?: unknown): Promise<ServerFrame[]> {
    const response = await fetch(`${this.seat.origin}/api/v1/live/${this.seat.actor}/${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.seat.token()}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(body === undefined ? POLL_WITHIN_MS : POSTED_WITHIN_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return (JSON.parse(text) as { frames: ServerFrame[] }).frames;
  }

  async #pollOnce(): Promise<number> {
    const hello = this.live.hello();
    if (hello.type !== "hello") throw new Error("hello is a hello");
    const { client, have, log, pending } = hello;
    const query = new URLSearchParams({ client, have: String(have), wait: String(POLL_WAIT_S), visible: "true" });
    if (log !== null) query.set("log", log);
    if (pending !== null) {
      query.set("since", String(pending.since));
      query.set("floor", String(pending.floor));
    }
    try {
      const frames = await this.#call("GET", `events?${query.toString()}`);
      if (this.#isOver) return 0;
      this.polls += 1;
      for (const frame of frames) this.#receive(frame, 0);
      await this.#post();
      return POLL_PAUSE_MS;
    } catch {
      this.#tries += 1;
      this.#gone();
      return POLL_RETRY_MS;
    }
  }

  async #post(): Promise<void> {
    if (this.#isPosting) return;
    this.#isPosting = true;
    try {
      for (let pending = this.live.pending; pending.length > 0 && !this.#isOver; pending = this.live.pending) {
        const body = { client: this.live.client, commands: doorCommands(pending) };
        for (const frame of await this.#call("POST", "commands", body)) this.#receive(frame, 0);
        if (this.live.pending[0]?.n === pending[0]?.n) break;
      }
    } catch {
      // Not settled, so still pending: the next poll posts it again.
    } finally {
      this.#isPosting = false;
    }
  }

  async #canOpenSocket(): Promise<boolean> {
    const address = `${this.seat.origin.replace("http", "ws")}/api/v1/live/${this.seat.actor}/socket`;
    const probe = new WebSocket(address, [SUBPROTOCOL, `${TICKET_PREFIX}${await this.seat.ticket()}`]);
    return new Promise((resolve) => {
      const late = setTimeout(() => answer(false), this.#patienceMs);
      const answer = (isOpen: boolean) => {
        clearTimeout(late);
        resolve(isOpen);
        probe.close();
      };
      probe.addEventListener("open", () => answer(true));
      probe.addEventListener("error", () => answer(false));
      probe.addEventListener("close", () => answer(false));
    });
  }

  /** Answers the number it was given. */
  command(name: string, data: Record<string, unknown>): number {
    const entry = this.live.compose(name, data);
    this.#send(this.live.enqueue(entry));
    if (this.#isPolling) void this.#post();
    return entry.n;
  }

  signal(name: string, data: Record<string, unknown>): void {
    this.#send([{ type: "signal", name, data }]);
  }

  /** The page goes away; what it had not settled is for another page of the same person. */
  close(): readonly OutboxEntry[] {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#socket?.close();
    this.#socket = null;
    return this.live.pending;
  }
}
