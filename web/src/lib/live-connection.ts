// The wire under a live actor: a reconnecting socket, and a long poll where sockets are blocked.
import ReconnectingWebSocket, { type CloseEvent } from "partysocket/ws";
import { CLOSE } from "#core/protocol/close-codes.ts";
import type { ClientFrame, CommandFrame, Hello, ServerFrame } from "#core/protocol/frames.ts";
import { PING_EVERY_MS } from "#core/protocol/limits.ts";
import { SUBPROTOCOL, TICKET_PREFIX } from "#core/protocol/version.ts";
import { accessToken, onRefresh } from "./access.ts";
import { afterMs, everyMs } from "./background-timer.ts";
import { call, isApiError } from "./http.ts";

export type ConnectionStatus = "connecting" | "live" | "reconnecting" | "polling" | "offline" | "closed";

type Ends = {
  readonly hello: () => Hello;
  readonly receive: (frame: ServerFrame, bytes: number) => void;
  readonly isVisible: () => boolean;
  readonly isFinal: (code: number) => boolean;
  readonly disconnected: () => void;
  readonly changed: () => void;
  readonly pollWaitS: number;
  /** Done before each attempt to connect; never fails. */
  readonly prepare: () => Promise<void>;
  /** Everything pending, for the command door. */
  readonly pendingCommands: () => { client: string; commands: CommandFrame[] };
};

const FIRST_DELAY_MS = 200;
const JITTER_MS = 800;
const LAST_DELAY_MS = 8_000;
const CONNECT_TIMEOUT_MS = 4_000;
const TICKET_WITHIN_MS = 8_000;
/** A socket that answers no ping for this long is dead, whatever the browser believes. */
const SILENT_MS = 2.5 * PING_EVERY_MS;
const FAILURES_BEFORE_POLLING = 3;
const TRY_SOCKET_EVERY_MS = 30_000;
const POLL_PAUSE_MS = 250;
const POLL_GRACE_MS = 8_000;
const POLL_RETRY_MS = 3_000;

export class LiveConnection {
  status: ConnectionStatus = "connecting";
  closed: { code: number; reason: string } | null = null;
  readonly #actor: string;
  readonly #ends: Ends;
  readonly #socket: ReconnectingWebSocket;
  readonly #stops: (() => void)[] = [];
  #heardAt = performance.now();
  #failures = 0;
  #bye: { code: number; reason: string } | null = null;
  #isPolling = false;
  #isPosting = false;
  #isShut = false;

  constructor(actor: string, ends: Ends) {
    this.#actor = actor;
    this.#ends = ends;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const address = `${scheme}://${location.host}/api/v1/live/${actor}/socket`;
    this.#socket = new ReconnectingWebSocket(address, () => this.#protocols(), {
      startClosed: true,
      // The outbox keeps what is not sent; a second queue would send it before hello.
      maxEnqueuedMessages: 0,
      minReconnectionDelay: FIRST_DELAY_MS + Math.random() * JITTER_MS,
      maxReconnectionDelay: LAST_DELAY_MS,
      reconnectionDelayGrowFactor: 1.5,
      connectionTimeout: CONNECT_TIMEOUT_MS,
    });
  }

  async #protocols(): Promise<string[]> {
    await this.#ends.prepare();
    try {
      const { ticket } = await call<{ ticket: string }>("POST", "/auth/socket-ticket", {
        body: { target: this.#actor },
        withinMs: TICKET_WITHIN_MS,
      });
      return [SUBPROTOCOL, `${TICKET_PREFIX}${ticket}`];
    } catch {
      // Without a ticket the attempt fails and is repeated like any other.
      return [SUBPROTOCOL];
    }
  }

  open(): void {
    this.#socket.addEventListener("open", () => {
      this.#heardAt = performance.now();
      this.#bye = null;
      this.send([this.#ends.hello()]);
    });
    this.#socket.addEventListener("message", ({ data }: MessageEvent) => this.#message(String(data)));
    this.#socket.addEventListener("close", (event) => this.#lost(event));
    this.#stops.push(
      everyMs(PING_EVERY_MS, () => this.#ping()),
      onRefresh((outcome) => {
        // The socket outlives its token by a fresh one, sent before the old one ends.
        if (outcome.kind === "signed_in") this.send([{ type: "auth", token: outcome.signedIn.accessToken }]);
      }),
    );
    const online = () => this.reconnect();
    const offline = () => this.#become("offline");
    addEventListener("online", online);
    addEventListener("offline", offline);
    this.#stops.push(() => {
      removeEventListener("online", online);
      removeEventListener("offline", offline);
    });
    if (!navigator.onLine) this.#become("offline");
    this.#socket.reconnect();
  }

  #become(status: ConnectionStatus): void {
    if (this.status === status || this.status === "closed") return;
    this.status = status;
    this.#ends.changed();
  }

  #ping(): void {
    // Keeps the access token fresh in a tab that asks for nothing else.
    void accessToken();
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    // A page that slept is told apart from a dead wire by asking once more.
    if (performance.now() - this.#heardAt > SILENT_MS) return this.reconnect();
    this.#socket.send("ping");
  }

  #message(text: string): void {
    this.#heardAt = performance.now();
    if (text === "pong") return;
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.type === "bye") this.#bye = { code: frame.code, reason: frame.reason };
    this.#ends.receive(frame, text.length);
  }

  welcomed(): void {
    this.#failures = 0;
    this.#become(this.#isPolling ? "polling" : "live");
  }

  #lost(event: CloseEvent): void {
    this.#ends.disconnected();
    const { code, reason } = this.#bye ?? event;
    if (this.#isShut) return;
    if (this.#ends.isFinal(code)) return this.#finish(code, reason);
    this.#failures += 1;
    if (!this.#isPolling) this.#become(navigator.onLine ? "reconnecting" : "offline");
    if (this.#failures >= FAILURES_BEFORE_POLLING && navigator.onLine) void this.#poll();
  }

  #finish(code: number, reason: string): void {
    this.closed = { code, reason };
    this.#become("closed");
    this.close();
  }

  /** Tries again at once: the network is back, or the stream proved to be broken. */
  reconnect(): void {
    if (this.#isShut) return;
    this.#heardAt = performance.now();
    this.#become("reconnecting");
    this.#socket.reconnect();
  }

  send(frames: readonly ClientFrame[]): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    for (const frame of frames) this.#socket.send(JSON.stringify(frame));
  }

  /** Something new is in the outbox: by socket it is on its way already, in poll mode the door takes it. */
  pendingChanged(): void {
    if (this.#isPolling) void this.#postCommands();
  }

  async #postCommands(): Promise<void> {
    // One post at a time: what came in meanwhile goes with the next.
    if (this.#isPosting) return;
    this.#isPosting = true;
    try {
      for (let body = this.#ends.pendingCommands(); body.commands.length > 0; body = this.#ends.pendingCommands()) {
        const { frames } = await call<{ frames: ServerFrame[] }>("POST", `/live/${this.#actor}/commands`, { body });
        for (const frame of frames) this.#ends.receive(frame, 0);
        if (this.#ends.pendingCommands().commands[0]?.n === body.commands[0]?.n) break;
      }
    } catch {
      // Not settled, so still pending: the next poll posts it again.
    } finally {
      this.#isPosting = false;
    }
  }

  /** Long polls until a socket can be opened again; same frames, same order. */
  async #poll(): Promise<void> {
    if (this.#isPolling || this.#isShut) return;
    this.#isPolling = true;
    this.#socket.close();
    let trySocketAt = performance.now() + TRY_SOCKET_EVERY_MS;
    while (!this.#isShut && this.#isPolling) {
      const pauseMs = await this.#pollOnce();
      if (performance.now() >= trySocketAt) {
        if (await this.#canOpenSocket()) break;
        trySocketAt = performance.now() + TRY_SOCKET_EVERY_MS;
      }
      await new Promise<void>((resolve) => void afterMs(pauseMs, resolve));
    }
    this.#isPolling = false;
    this.#failures = 0;
    this.reconnect();
  }

  async #pollOnce(): Promise<number> {
    const { client, have, log, pending } = this.#ends.hello();
    const query = {
      client,
      have,
      wait: this.#ends.pollWaitS,
      visible: String(this.#ends.isVisible()),
      ...(log === null ? {} : { log }),
      ...(pending === null ? {} : { since: pending.since, floor: pending.floor }),
    };
    try {
      const { frames } = await call<{ frames: ServerFrame[] }>("GET", `/live/${this.#actor}/events`, {
        query,
        withinMs: this.#ends.pollWaitS * 1_000 + POLL_GRACE_MS,
      });
      for (const frame of frames) this.#ends.receive(frame, 0);
      await this.#postCommands();
      return POLL_PAUSE_MS;
    } catch (error) {
      this.#ends.disconnected();
      if (isApiError(error, "not_found")) this.#finish(CLOSE.notAMember, "not a member");
      else this.#become(isApiError(error, "offline") ? "offline" : "reconnecting");
      return POLL_RETRY_MS;
    }
  }

  /** One attempt on the side, so that polling goes on while the proxy still blocks. */
  async #canOpenSocket(): Promise<boolean> {
    const protocols = await this.#protocols();
    return new Promise((resolve) => {
      const probe = new WebSocket(this.#socket.url, protocols);
      probe.addEventListener("open", () => {
        probe.close();
        resolve(true);
      });
      probe.addEventListener("error", () => resolve(false));
    });
  }

  close(): void {
    if (this.#isShut) return;
    this.#isShut = true;
    this.#isPolling = false;
    for (const stop of this.#stops.splice(0)) stop();
    this.#socket.close();
  }
}
