// The wire under a live actor: a reconnecting socket, and a long poll where sockets are blocked.
import ReconnectingWebSocket, { type CloseEvent } from "partysocket/ws";
import { pingWaitMs } from "#core/domain/keep-alive.ts";
import { OwedAnswer } from "#core/domain/owed-answer.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import type { ClientFrame, ServerFrame } from "#core/protocol/frames.ts";
import { PING_EVERY_MS } from "#core/protocol/limits.ts";
import { SUBPROTOCOL, TICKET_PREFIX } from "#core/protocol/version.ts";
import { accessToken, onRefresh } from "./access.ts";
import { afterMs, everyMs } from "./background-timer.ts";
import { call, isApiError } from "./http.ts";
import { LivePoll, type PollEnds } from "./live-poll.ts";
import { onReturn, type Return } from "./on-return.ts";

export type ConnectionStatus = "connecting" | "live" | "reconnecting" | "polling" | "offline" | "closed";

type Ends = PollEnds & {
  readonly isFinal: (code: number) => boolean;
  readonly disconnected: () => void;
  /** The oldest of what the actor owes an answer; null: nothing. */
  readonly owed: () => number | null;
  readonly changed: () => void;
  /** Done before each attempt to connect; never fails. */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
};

const FIRST_DELAY_MS = 200;
const JITTER_MS = 800;
const LAST_DELAY_MS = 4_000;
const CONNECT_TIMEOUT_MS = 4_000;
/** Together with the last delay: how long a wire may be whole again before that is noticed, where nobody says so. */
const TICKET_WITHIN_MS = 6_000;
/** A socket that answers no ping for this long is dead, whatever the browser believes. */
const SILENT_MS = 2.5 * PING_EVERY_MS;
/** The same for a person who has just come back and looks at the page. */
const LOOKED_AT_SILENT_MS = 2_500;
/** An answer that stays out for this long on a socket that lives was lost: hello asks for it anew. */
const OWED_MS = 10_000;
/** An attempt as young as this is not begun anew. */
const FRESH_MS = 1_000;
const FAILURES_BEFORE_POLLING = 3;

export class LiveConnection {
  status: ConnectionStatus = "connecting";
  closed: { code: number; reason: string } | null = null;
  readonly #actor: string;
  readonly #ends: Ends;
  readonly #address: string;
  readonly #stops: (() => void)[] = [];
  #stopAsking: () => void = () => {};
  #socket: ReconnectingWebSocket;
  #attempt = new AbortController();
  #prepared: Promise<void> = Promise.resolve();
  /** When the attempt under way began; null between attempts. */
  #triedAt: number | null = null;
  readonly #wire = { saidAt: -Infinity, heardAt: performance.now(), pingedAt: -Infinity };
  #stopWaiting: () => void = () => {};
  readonly #owed = new OwedAnswer(OWED_MS);
  /** Attempts in a row that the API answered and the socket did not. */
  #failures = 0;
  #hasTicket = false;
  #bye: { code: number; reason: string } | null = null;
  #poll: LivePoll | null = null;
  #hasPolled = false;
  #isShut = false;

  constructor(actor: string, ends: Ends) {
    this.#actor = actor;
    this.#ends = ends;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.#address = `${scheme}://${location.host}/api/v1/live/${actor}/socket`;
    this.#socket = this.#newSocket();
  }

  #newSocket(): ReconnectingWebSocket {
    const socket: ReconnectingWebSocket = new ReconnectingWebSocket(this.#address, () => this.#protocols(socket), {
      startClosed: true,
      // The outbox keeps what is not sent; a second queue would send it before hello.
      maxEnqueuedMessages: 0,
      minReconnectionDelay: FIRST_DELAY_MS + Math.random() * JITTER_MS,
      maxReconnectionDelay: LAST_DELAY_MS,
      reconnectionDelayGrowFactor: 1.5,
      connectionTimeout: CONNECT_TIMEOUT_MS,
    });
    socket.addEventListener("open", () => {
      if (socket !== this.#socket) return;
      this.#wire.heardAt = performance.now();
      this.#triedAt = null;
      this.#bye = null;
      this.send([this.#ends.hello()]);
    });
    socket.addEventListener("message", ({ data }: MessageEvent) => {
      if (socket === this.#socket) this.#message(String(data));
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.#socket) this.#lost(event);
    });
    return socket;
  }

  /** Whatever is under way or waits for its turn is given up. */
  #connect(): void {
    this.#attempt.abort();
    const old = this.#socket;
    this.#socket = this.#newSocket();
    this.#owed.begin();
    old.close();
    this.#triedAt = performance.now();
    this.#socket.reconnect();
  }

  async #protocols(socket: ReconnectingWebSocket): Promise<string[]> {
    // One that was given up while it waited for its turn asks all the same, and connects to nothing.
    if (socket !== this.#socket || this.#poll !== null || this.#isShut) return [SUBPROTOCOL];
    const { signal } = (this.#attempt = new AbortController());
    this.#triedAt = performance.now();
    this.#hasTicket = false;
    // One after the other: what is given up lets go of what it holds.
    this.#prepared = this.#prepared.then(() => (signal.aborted ? undefined : this.#ends.prepare(signal)));
    await this.#prepared;
    try {
      const protocols = await this.#ticket(signal);
      this.#hasTicket = true;
      return protocols;
    } catch (error) {
      if (!signal.aborted) this.#refused(error);
      throw error;
    }
  }

  async #ticket(signal: AbortSignal): Promise<string[]> {
    const { ticket } = await call<{ ticket: string }>("POST", "/auth/socket-ticket", {
      body: { target: this.#actor },
      signal,
      withinMs: TICKET_WITHIN_MS,
    });
    return [SUBPROTOCOL, `${TICKET_PREFIX}${ticket}`];
  }

  open(): void {
    this.#stops.push(
      everyMs(PING_EVERY_MS, () => this.#ping()),
      onReturn((why) => this.#returned(why)),
      onRefresh((outcome) => {
        // The socket outlives its token by a fresh one, sent before the old one ends.
        if (outcome.kind === "signed_in") this.send([{ type: "auth", token: outcome.signedIn.accessToken }]);
      }),
    );
    const offline = () => this.#become("offline");
    addEventListener("offline", offline);
    this.#stops.push(() => removeEventListener("offline", offline));
    if (!navigator.onLine) this.#become("offline");
    this.#connect();
  }

  #become(status: ConnectionStatus): void {
    if (this.status === status || this.status === "closed") return;
    this.status = status;
    this.#ends.changed();
  }

  #ping(): void {
    // Keeps the access token fresh in a tab that asks for nothing else.
    void accessToken();
    const owed = this.#socket.readyState === WebSocket.OPEN ? this.#ends.owed() : null;
    if (this.#owed.isLate(owed, performance.now())) this.reconnect();
    else this.#askInTime();
  }

  /** Where something was said and heard lately there is nothing to ask yet. */
  #askInTime(): void {
    const waitMs = pingWaitMs(this.#wire, PING_EVERY_MS, performance.now());
    this.#stopWaiting();
    if (waitMs > 0) this.#stopWaiting = afterMs(waitMs, () => this.#askInTime());
    else this.#ask();
  }

  #ask(): void {
    const { readyState } = this.#socket;
    // A close that was begun may never come to its end either.
    if (readyState !== WebSocket.OPEN && readyState !== WebSocket.CLOSING) return;
    if (performance.now() - this.#wire.heardAt > SILENT_MS) return this.reconnect();
    if (readyState !== WebSocket.OPEN) return;
    this.#wire.pingedAt = performance.now();
    this.#socket.send("ping");
  }

  #returned(why: Return): void {
    if (this.#poll !== null) return this.#poll.hurry();
    if (why === "network") return this.reconnect();
    const isOpen = this.#socket.readyState === WebSocket.OPEN;
    const age = this.#triedAt === null ? Infinity : performance.now() - this.#triedAt;
    if (!isOpen && age > FRESH_MS) return this.reconnect();
    if (isOpen) this.#ask();
    // What is there, or was begun just before, has to prove that it lives while somebody looks.
    const [triedAt, heardAt] = [this.#triedAt, this.#wire.heardAt];
    this.#stopAsking();
    this.#stopAsking = afterMs(LOOKED_AT_SILENT_MS, () => {
      if (this.#triedAt === triedAt && this.#wire.heardAt === heardAt) this.reconnect();
    });
  }

  #message(text: string): void {
    this.#wire.heardAt = performance.now();
    if (text === "pong") return;
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.type === "bye") this.#bye = { code: frame.code, reason: frame.reason };
    this.#ends.receive(frame, text.length);
  }

  welcomed(): void {
    this.#failures = 0;
    this.#become(this.#poll === null ? "live" : "polling");
  }

  #lost(event: CloseEvent): void {
    this.#ends.disconnected();
    const { code, reason } = this.#bye ?? event;
    if (this.#isShut || this.#poll !== null) return;
    // A poll that was given up may arrive late, under the same name: no other page has it.
    const isOwnGhost = code === CLOSE.superseded && this.#hasPolled;
    if (this.#ends.isFinal(code) && !isOwnGhost) return this.#finish(code, reason);
    this.#failed(this.#hasTicket);
    this.#hasTicket = false;
  }

  /** No ticket: nothing is known of sockets where the API itself was not reached. */
  #refused(error: unknown): void {
    const isAnswered = isApiError(error) && error.status >= 400 && error.status < 500 && error.status !== 429;
    if (!isAnswered) this.#failures = 0;
    this.#failed(isAnswered);
  }

  #failed(isBlocked: boolean): void {
    this.#triedAt = null;
    if (isBlocked) this.#failures += 1;
    this.#become(navigator.onLine ? "reconnecting" : "offline");
    if (this.#failures >= FAILURES_BEFORE_POLLING && navigator.onLine) void this.#pollInstead();
  }

  #finish(code: number, reason: string): void {
    this.closed = { code, reason };
    this.#become("closed");
    this.close();
  }

  /** Tries again at once: the network is back, or the stream proved to be broken. */
  reconnect(): void {
    if (this.#isShut) return;
    // In poll mode there is no stream to break: the next poll says hello anew.
    if (this.#poll !== null) return this.#poll.hurry();
    this.#wire.heardAt = performance.now();
    this.#ends.disconnected();
    this.#become(navigator.onLine ? "reconnecting" : "offline");
    this.#connect();
  }

  send(frames: readonly ClientFrame[]): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#wire.saidAt = performance.now();
    for (const frame of frames) this.#socket.send(JSON.stringify(frame));
  }

  /** Something new is in the outbox: by socket it is on its way already, in poll mode the door takes it. */
  pendingChanged(): void {
    void this.#poll?.post();
  }

  async #pollInstead(): Promise<void> {
    if (this.#poll !== null || this.#isShut) return;
    const poll = new LivePoll(this.#actor, this.#ends, {
      canOpenSocket: () => this.#canOpenSocket(),
      failed: (error) => {
        this.#ends.disconnected();
        if (isApiError(error, "not_found")) this.#finish(CLOSE.notAMember, "not a member");
        else this.#become(isApiError(error, "offline") && !navigator.onLine ? "offline" : "reconnecting");
      },
    });
    this.#poll = poll;
    this.#hasPolled = true;
    this.#attempt.abort();
    this.#socket.close();
    await poll.run();
    this.#poll = null;
    this.#failures = 0;
    this.reconnect();
  }

  async #canOpenSocket(): Promise<boolean> {
    let protocols: string[];
    try {
      protocols = await this.#ticket(AbortSignal.timeout(TICKET_WITHIN_MS));
    } catch {
      return false;
    }
    return new Promise((resolve) => {
      const probe = new WebSocket(this.#address, protocols);
      const tell = (isOpen: boolean) => {
        stop();
        probe.close();
        resolve(isOpen);
      };
      // A wire that died in silence opens nothing and refuses nothing.
      const stop = afterMs(CONNECT_TIMEOUT_MS, () => tell(false));
      probe.addEventListener("open", () => tell(true));
      probe.addEventListener("error", () => tell(false));
    });
  }

  close(): void {
    if (this.#isShut) return;
    this.#isShut = true;
    this.#attempt.abort();
    this.#poll?.stop();
    this.#stopAsking();
    this.#stopWaiting();
    for (const stop of this.#stops.splice(0)) stop();
    this.#socket.close();
  }
}
