// A page without a browser: the product's own client on a real socket, that comes back with jitter as the page does.
import { LiveClient, type Settled } from "../../core/domain/live-client.ts";
import { evolve as evolveConversation } from "../../core/domain/conversations/evolve.ts";
import type { SequencedConversationEvent } from "../../core/domain/conversations/folding.ts";
import { evolve as evolveRoom, type SequencedRoomEvent } from "../../core/domain/lock-in/evolve.ts";
import type { RoomState } from "../../core/domain/lock-in/room-state.ts";
import type { ConversationState } from "../../core/protocol/conversations.ts";
import type { ClientFrame, SequencedEvent, ServerFrame } from "../../core/protocol/frames.ts";
import type { Person } from "./people.ts";

const RETRY_FIRST_MS = 200;
const RETRY_JITTER_MS = 800;
const CONNECT_TIMEOUT_MS = 4_000;
const PING_EVERY_MS = 5_000;

export type Acknowledged = { readonly n: number; readonly name: string; readonly seq: number | null };

/** How a page folds what it hears of one kind of actor. */
type Fold<State> = (state: State | null, event: SequencedEvent) => State;

class ActorPage<State> {
  readonly person: Person;
  readonly live: LiveClient<State>;
  readonly acknowledged: Acknowledged[] = [];
  readonly seen: SequencedEvent[] = [];
  /** `performance.now()` of every welcome. */
  readonly welcomedAt: number[] = [];
  /** Told of every event, as it arrives. */
  onEvent: (event: SequencedEvent) => void = () => {};
  /** Told of every frame, after it has been taken in. */
  onFrame: (frame: ServerFrame) => void = () => {};
  readonly #address: string;
  readonly #actor: string;
  readonly #settled = new Map<number, (settled: Settled) => void>();
  readonly #names = new Map<number, string>();
  readonly #waiting = new Set<() => void>();
  #socket: WebSocket | null = null;
  #isOver = false;
  readonly #pings: NodeJS.Timeout;

  /** `origin` may be a proxy in front of the product; the ticket is fetched by `person`, directly. */
  constructor(origin: string, actor: string, person: Person, fold: Fold<State>) {
    this.person = person;
    this.#actor = actor;
    this.#address = `${origin.replace("http", "ws")}/api/v1/live/${actor}/socket`;
    this.live = new LiveClient(crypto.randomUUID(), fold);
    this.#pings = setInterval(() => this.#socket?.readyState === 1 && this.#socket.send("ping"), PING_EVERY_MS);
    void this.#connect();
  }

  async #connect(): Promise<void> {
    if (this.#isOver) return;
    let ticket: string;
    try {
      const body = { target: this.#actor };
      ({ ticket } = await this.person.call<{ ticket: string }>(
        "POST",
        "/auth/socket-ticket",
        body,
        CONNECT_TIMEOUT_MS,
      ));
    } catch {
      return this.#retry();
    }
    const socket = new WebSocket(this.#address, ["lockstep.v1", `ticket.${ticket}`]);
    this.#socket = socket;
    const timeout = setTimeout(() => socket.readyState === WebSocket.CONNECTING && socket.close(), CONNECT_TIMEOUT_MS);
    socket.addEventListener("open", () => {
      clearTimeout(timeout);
      this.#send([this.live.hello()]);
    });
    socket.addEventListener("message", ({ data }) => this.#receive(String(data)));
    socket.addEventListener("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.live.disconnected();
      this.#retry();
    });
  }

  #retry(): void {
    if (!this.#isOver) setTimeout(() => void this.#connect(), RETRY_FIRST_MS + Math.random() * RETRY_JITTER_MS);
  }

  #send(frames: readonly ClientFrame[]): void {
    if (this.#socket?.readyState !== 1) return;
    for (const frame of frames) this.#socket.send(JSON.stringify(frame));
  }

  #receive(text: string): void {
    if (text !== "pong") {
      const frame = JSON.parse(text) as ServerFrame;
      if (frame.type === "welcome") this.welcomedAt.push(performance.now());
      const received = this.live.receive(frame, text.length);
      if (received.isBroken) throw new Error("a hole in the stream");
      if (frame.type === "welcome") this.#send([{ type: "signal", name: "visible", data: { on: true } }]);
      this.seen.push(...received.events);
      for (const event of received.events) this.onEvent(event);
      for (const { n, result } of received.settled) {
        if (result.ok) this.acknowledged.push({ n, name: this.#names.get(n) ?? "", seq: result.seq });
        this.#settled.get(n)?.(result);
      }
      this.#send(received.send);
      this.onFrame(frame);
      if (received.resendAfterMs !== null) setTimeout(() => this.#send(this.live.resend()), received.resendAfterMs);
    }
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  command(name: string, data: Record<string, unknown> = {}): Promise<Settled> {
    const entry = this.live.compose(name, data);
    this.#names.set(entry.n, name);
    const settled = new Promise<Settled>((resolve) => this.#settled.set(entry.n, resolve));
    this.#send(this.live.enqueue(entry));
    return settled;
  }

  signal(name: string, data: Record<string, unknown>): void {
    this.#send([{ type: "signal", name, data }]);
  }

  get state(): State {
    if (this.live.state === null) throw new Error("not welcomed yet");
    return this.live.state;
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** The wire is cut; the page comes back by itself. */
  cut(): void {
    this.#socket?.close();
  }

  /** The page is closed for good. */
  close(): void {
    this.#isOver = true;
    clearInterval(this.#pings);
    this.#socket?.close();
  }
}

/** A page in a room. */
export class LivePage extends ActorPage<RoomState> {
  constructor(origin: string, room: string, person: Person) {
    super(origin, room, person, (state, event) => evolveRoom(state, event as SequencedRoomEvent));
  }

  drive(name: string, data: Record<string, unknown> = {}): Promise<Settled> {
    return this.command(name, { fence: this.state.driver.fence, ...data });
  }
}

/** A page in a conversation. */
export class TalkPage extends ActorPage<ConversationState> {
  constructor(origin: string, conversation: string, person: Person) {
    super(origin, conversation, person, (state, event) =>
      evolveConversation(state, event as SequencedConversationEvent),
    );
  }

  say(text: string, replyTo?: number): Promise<Settled> {
    return this.command("send", { body: { kind: "plain", text }, ...(replyTo === undefined ? {} : { replyTo }) });
  }
}
