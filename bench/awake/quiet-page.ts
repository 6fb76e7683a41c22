// One page of the web app that is open in a room and left alone, on a real socket: what it sends is what
// `web/src/lib/live.ts`, `live-connection.ts`, `access.ts` and `keep-watch.ts` send by themselves.
import { once } from "node:events";
import { LiveClient } from "#core/domain/live-client.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { WATCH_EVERY_MS, watchDelayMs } from "#core/domain/lock-in/watchers.ts";
import type { ClientFrame, ServerFrame } from "#core/protocol/frames.ts";
import { RENEW_EVERY_MS } from "#core/domain/token-renewal.ts";
import { PING_EVERY_MS } from "#core/protocol/limits.ts";

const RTT_MS = 40;

export type QuietPageOptions = {
  readonly address: string;
  readonly protocols: string[];
  readonly user: string;
  readonly isLooking: boolean;
  readonly freshToken: () => Promise<string>;
  /** Which part of a token's life, and of the time between two pings, this page is in: pages are opened at any time. */
  readonly phase: number;
};

export class QuietPage {
  readonly live = new LiveClient<RoomState>(crypto.randomUUID().replaceAll("-", ""), (state, event) =>
    evolve(state, event as SequencedRoomEvent),
  );
  closed: string | null = null;
  pongs = 0;
  frames = 0;
  readonly #options: QuietPageOptions;
  readonly #socket: WebSocket;
  readonly #timers: NodeJS.Timeout[] = [];
  #watch: NodeJS.Timeout | null = null;
  #waiting: (() => void)[] = [];

  constructor(options: QuietPageOptions) {
    this.#options = options;
    this.#socket = new WebSocket(options.address, options.protocols);
    this.#socket.addEventListener("open", () => this.#send([this.live.hello()]));
    this.#socket.addEventListener("message", ({ data }) => this.#receive(String(data)));
    this.#socket.addEventListener("close", ({ code, reason }) => {
      this.closed = `${code} ${reason}`;
      this.#told();
    });
    this.#inPhase(PING_EVERY_MS, () => this.#socket.readyState === WebSocket.OPEN && this.#socket.send("ping"));
    this.#inPhase(RENEW_EVERY_MS, () => void this.#renew());
  }

  /** Every so often, but for the first time in the page's own phase. */
  #inPhase(everyMs: number, act: () => void): void {
    const first = setTimeout(
      () => {
        act();
        this.#timers.push(setInterval(act, everyMs));
      },
      (1 - this.#options.phase) * everyMs,
    );
    this.#timers.push(first);
  }

  async #renew(): Promise<void> {
    this.#send([{ type: "auth", token: await this.#options.freshToken() }]);
  }

  #send(frames: readonly ClientFrame[]): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    for (const frame of frames) this.#socket.send(JSON.stringify(frame));
  }

  #receive(text: string): void {
    if (text === "pong") {
      this.pongs += 1;
      return;
    }
    this.frames += 1;
    const frame = JSON.parse(text) as ServerFrame;
    this.#send(this.live.receive(frame, text.length).send);
    if (frame.type === "welcome") {
      this.#send([
        { type: "signal", name: "visible", data: { on: this.#options.isLooking } },
        { type: "signal", name: "rtt", data: { ms: RTT_MS } },
      ]);
    }
    this.#keepWatch();
    this.#told();
  }

  #watchDelayMs(): number | null {
    return watchDelayMs(this.live.presence?.members ?? [], this.#options.user);
  }

  #keepWatch(): void {
    const ms = this.#watch === null ? this.#watchDelayMs() : null;
    if (ms !== null) this.#watchIn(ms);
  }

  #watchIn(ms: number): void {
    this.#watch = setTimeout(() => {
      this.#watch = null;
      if (this.#watchDelayMs() === null) return;
      this.#send([{ type: "signal", name: "watch", data: {} }]);
      this.#watchIn(WATCH_EVERY_MS);
    }, ms);
  }

  #told(): void {
    for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Throws where the socket closed before. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      if (this.closed !== null) throw new Error(`a page was closed: ${this.closed}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  drive(name: string): void {
    const entry = this.live.compose(name, { fence: this.live.state?.driver.fence ?? 0 });
    this.#send(this.live.enqueue(entry));
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#watch !== null) clearTimeout(this.#watch);
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, "close");
    this.#socket.close();
    await closed;
  }
}
