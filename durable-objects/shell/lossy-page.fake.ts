// A page of a model: the product's own client, on a wire that delivers when the schedule says so and loses what is on it.
import type { LiveClient, OutboxEntry, Received } from "#core/domain/live-client.ts";
import type { ClientFrame, ServerFrame } from "#core/protocol/frames.ts";
import type { FakeSocket } from "./host.fake.ts";
import { modelHashOf } from "./known-hashes.fixture.ts";

/** The far end of the wire. */
export type Wire = {
  readonly open: () => FakeSocket | null;
  readonly message: (socket: FakeSocket, text: string) => void;
  readonly cut: (socket: FakeSocket) => void;
  readonly later: (ms: number, task: () => void) => void;
};

export abstract class LossyPage<State> {
  readonly live: LiveClient<State>;
  socket: FakeSocket | null = null;
  toServer: string[] = [];
  toClient: string[] = [];
  readonly #wire: Wire;

  constructor(live: LiveClient<State>, wire: Wire) {
    this.live = live;
    this.#wire = wire;
  }

  /** Told of each command, before it is on the wire. */
  protected asks(_entry: OutboxEntry): void {}
  /** Told before a frame reaches the actor. */
  protected leaves(_frame: ClientFrame): void {}
  /** Told of what the client has taken in. */
  protected abstract took(frame: ServerFrame, received: Received): void;
  /** Whoever holds `seq` holds this state. */
  protected abstract holds(seq: number, hash: string): void;

  connect(): void {
    if (this.socket !== null) return;
    const socket = this.#wire.open();
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
    this.asks(entry);
    this.#send(this.live.enqueue(entry));
  }

  signal(name: string, data: Record<string, unknown>): void {
    this.#send([{ type: "signal", name, data }]);
  }

  /** Delivers one frame each way, if there is one. */
  pump(): boolean {
    const up = this.toServer.shift();
    if (up !== undefined && this.socket !== null) {
      this.leaves(JSON.parse(up) as ClientFrame);
      this.#wire.message(this.socket, up);
    }
    const down = this.toClient.shift();
    if (down !== undefined) this.#receive(down);
    return up !== undefined || down !== undefined;
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    const received = this.live.receive(frame, text.length);
    if (received.isBroken) throw new Error(`${this.live.client}: a hole in the stream after ${this.live.have}`);
    if (frame.type === "welcome") this.holds(frame.head, frame.stateHash);
    this.took(frame, received);
    if (this.live.state !== null) this.holds(this.live.have, modelHashOf(this.live.state));
    this.#send(received.send);
    if (received.resendAfterMs !== null) this.#wire.later(received.resendAfterMs, () => this.#send(this.live.resend()));
  }

  cut(): void {
    if (this.socket !== null) this.#wire.cut(this.socket);
  }
}
