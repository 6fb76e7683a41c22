// One page of one person for tests in workerd: the product's own client on a real hibernatable socket.
import type { LiveClient, Settled } from "#core/domain/live-client.ts";
import type { ServerFrame } from "#core/protocol/frames.ts";

const pad = (number: number) => String(number).padStart(26, "0");
let count = 0;

/** The suffix of an id that no other test of this file has. */
export const nextSuffix = (): string => pad((count += 1));

export type Ticket = { readonly jti?: string; readonly ticketExpiresAt?: number };

export class TestPage<State> {
  readonly live: LiveClient<State>;
  readonly frames: ServerFrame[] = [];
  readonly socket: WebSocket;
  closedWith: number | null = null;
  readonly #waiting = new Set<() => void>();
  readonly #settled = new Map<number, Settled>();

  constructor(socket: WebSocket, live: LiveClient<State>) {
    this.socket = socket;
    this.live = live;
    socket.addEventListener("message", ({ data }) => this.#receive(String(data)));
    socket.addEventListener("close", ({ code }) => {
      this.closedWith = code;
      socket.close();
      this.#wake();
    });
    socket.accept();
  }

  /** Welcomed, and in front. */
  async hello(): Promise<void> {
    this.send(this.live.hello());
    this.signal("visible", { on: true });
    await this.until(() => this.live.isCaughtUp);
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  signal(name: string, data: Record<string, unknown>): void {
    this.send({ type: "signal", name, data });
  }

  async command(name: string, data: Record<string, unknown> = {}): Promise<Settled> {
    const entry = this.live.compose(name, data);
    for (const frame of this.live.enqueue(entry)) this.send(frame);
    await this.until(() => this.#settled.has(entry.n));
    return this.#settled.get(entry.n) as Settled;
  }

  get state(): State {
    if (this.live.state === null) throw new Error("not welcomed yet");
    return this.live.state;
  }

  last<T extends ServerFrame["type"]>(type: T): Extract<ServerFrame, { type: T }> | undefined {
    return this.frames.findLast((frame): frame is Extract<ServerFrame, { type: T }> => frame.type === type);
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      if (this.closedWith !== null) throw new Error(`closed with ${this.closedWith}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async untilClosed(): Promise<number> {
    while (this.closedWith === null) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    return this.closedWith;
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }

  #receive(text: string): void {
    if (text !== "pong") {
      const frame = JSON.parse(text) as ServerFrame;
      this.frames.push(frame);
      const received = this.live.receive(frame, text.length);
      for (const { n, result } of received.settled) this.#settled.set(n, result);
      for (const up of received.send) this.send(up);
      const { resendAfterMs } = received;
      if (resendAfterMs !== null) setTimeout(() => this.live.resend().forEach((up) => this.send(up)), resendAfterMs);
    }
    this.#wake();
  }
}
