// People in a room for tests in workerd: the product's own client on a real hibernatable socket.
import { env } from "cloudflare:workers";
import { LiveClient, type Settled } from "#core/domain/live-client.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { ServerFrame } from "#core/protocol/frames.ts";
import { GRANT_HEADER, type Identity } from "#core/protocol/identity.ts";
import type { RoomId } from "#core/protocol/ids.ts";
import type { Plan, Visibility } from "#core/protocol/rooms.ts";

const pad = (number: number) => String(number).padStart(26, "0");
let count = 0;
const next = () => (count += 1);

export const MINUTE_MS = 60_000;
export const PLAN: Plan = {
  focusMs: 25 * MINUTE_MS,
  breakMs: 5 * MINUTE_MS,
  longBreakMs: 15 * MINUTE_MS,
  longBreakEvery: 4,
  rounds: 4,
};

export const newPerson = (name: string, role: Identity["role"] = "user"): Identity => ({
  user: `usr_${pad(next())}` as Identity["user"],
  name,
  session: `ses_${pad(next())}` as Identity["session"],
  role,
  tokenExpiresAt: Date.now() + 24 * 60 * MINUTE_MS,
});

export const roomStub = (id: RoomId) => env.ROOMS.getByName(id);

export const openRoom = async (
  creator: Identity,
  options: { visibility?: Visibility; code?: string | null; plan?: Plan; openChat?: boolean } = {},
): Promise<{ id: RoomId; stub: ReturnType<typeof roomStub> }> => {
  const id = `room_${pad(next())}` as RoomId;
  const stub = roomStub(id);
  const { visibility = "public", code = null, plan = PLAN, openChat = false } = options;
  await stub.create({ id, title: "Thesis hours", visibility, plan, openChat, code, creator });
  return { id, stub };
};

export type Upgrade = { readonly jti?: string; readonly ticketExpiresAt?: number };

export const upgrade = (id: RoomId, identity: Identity, ticket: Upgrade = {}): Promise<Response> => {
  const { jti = crypto.randomUUID(), ticketExpiresAt = Date.now() + 30_000 } = ticket;
  const grant = JSON.stringify({ ...identity, jti, ticketExpiresAt });
  return roomStub(id).fetch("https://actor/socket", { headers: { upgrade: "websocket", [GRANT_HEADER]: grant } });
};

/** One page of one person. */
export class RoomClient {
  readonly live: LiveClient<RoomState>;
  readonly frames: ServerFrame[] = [];
  readonly socket: WebSocket;
  closedWith: number | null = null;
  readonly #waiting = new Set<() => void>();
  readonly #settled = new Map<number, Settled>();

  constructor(socket: WebSocket, live: LiveClient<RoomState>) {
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

  /** A socket that has not said hello. */
  static async open(
    id: RoomId,
    identity: Identity,
    live?: LiveClient<RoomState>,
    ticket?: Upgrade,
  ): Promise<RoomClient> {
    const response = await upgrade(id, identity, ticket);
    if (response.webSocket === null) throw new Error(`no socket: ${await response.text()}`);
    const fold = (state: RoomState | null, event: unknown) => evolve(state, event as SequencedRoomEvent);
    return new RoomClient(response.webSocket, live ?? new LiveClient(crypto.randomUUID(), fold));
  }

  /** Joined, welcomed and in front. */
  static async join(id: RoomId, identity: Identity, live?: LiveClient<RoomState>): Promise<RoomClient> {
    await roomStub(id).admit(identity, null);
    const client = await RoomClient.open(id, identity, live);
    client.send(client.live.hello());
    client.signal("visible", { on: true });
    await client.until(() => client.live.isCaughtUp);
    return client;
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

  /** A driver's command with the fence this page knows. */
  drive(name: string, data: Record<string, unknown> = {}): Promise<Settled> {
    return this.command(name, { fence: this.live.state?.driver.fence ?? 0, ...data });
  }

  get state(): RoomState {
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
    }
    this.#wake();
  }
}
