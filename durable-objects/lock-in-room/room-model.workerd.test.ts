// G1-G5 in workerd: random schedules with real sockets, real eviction and objects that are aborted in mid-air.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { pick, type Random, seededRandom } from "#core/domain/seeded-random.fixture.ts";
import { doorCommands, LiveClient, type OutboxEntry, settledByDoor, type Settled } from "#core/domain/live-client.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { CommandFrame, SequencedEvent, ServerFrame } from "#core/protocol/frames.ts";
import { hashOf } from "../shell/state-hash.ts";
import { newPerson, openRoom, roomStub, upgrade } from "./room-client.fixture.ts";

const SCHEDULES = 100;
const SEED = Date.now() % 1_000_000;
const STEPS = 40;
const PEOPLE = 3;

type Person = ReturnType<typeof newPerson>;
type Room = Awaited<ReturnType<typeof openRoom>>;
type Sent = { client: string; n: number; result: Settled | null };

class Page {
  readonly person: Person;
  readonly live: LiveClient<RoomState>;
  readonly events: SequencedEvent[] = [];
  socket: WebSocket | null = null;
  readonly #room: Room;
  readonly #sent: Sent[];
  readonly #heard = new Set<() => void>();

  constructor(room: Room, person: Person, sent: Sent[]) {
    this.#room = room;
    this.person = person;
    this.#sent = sent;
    this.live = new LiveClient(crypto.randomUUID(), (state, event) => evolve(state, event as SequencedRoomEvent));
  }

  async connect(): Promise<void> {
    if (this.socket !== null) return;
    await this.#room.stub.admit(this.person, null);
    const { webSocket } = await upgrade(this.#room.id, this.person);
    if (webSocket === null) throw new Error("a member was refused");
    this.socket = webSocket;
    webSocket.addEventListener("message", ({ data }) => this.socket === webSocket && this.#receive(String(data)));
    webSocket.addEventListener("close", () => this.#lost(webSocket));
    webSocket.accept();
    this.#send([this.live.hello()]);
  }

  #lost(socket: WebSocket): void {
    if (this.socket === socket) this.socket = null;
    this.live.disconnected();
    for (const heard of this.#heard) heard();
  }

  #send(frames: readonly unknown[]): void {
    for (const frame of frames) this.socket?.send(JSON.stringify(frame));
  }

  #receive(text: string): void {
    const received = this.live.receive(JSON.parse(text) as ServerFrame, text.length);
    expect(received.isBroken).toBe(false);
    this.events.push(...received.events);
    for (const { n, result } of received.settled) this.settled(n, result);
    this.#send(received.send);
    for (const heard of this.#heard) heard();
  }

  command(name: string, data: Record<string, unknown>, isTwice: boolean): void {
    const entry = this.live.compose(name, data);
    this.#sent.push({ client: this.live.client, n: entry.n, result: null });
    const frames = this.live.enqueue(entry);
    this.#send(isTwice ? [...frames, ...frames] : frames);
  }

  settled(n: number, result: Settled): void {
    const sent = this.#sent.find((one) => one.client === this.live.client && one.n === n);
    if (sent !== undefined) sent.result ??= result;
  }

  /** The wire is cut without a word. */
  cut(): void {
    const { socket } = this;
    if (socket === null) return;
    this.#lost(socket);
    socket.close(3000, "cut");
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      if (this.socket === null) await this.connect();
      else await new Promise<void>((resolve) => this.#heard.add(resolve));
      this.#heard.clear();
    }
  }
}

const command = (roll: Random, page: Page): [string, Record<string, unknown>] => {
  const fence = page.live.state?.driver.fence ?? 1;
  const dice = roll();
  if (dice < 0.5) return ["say", { text: `line ${Math.floor(roll() * 1e6)}` }];
  if (dice < 0.65) return ["declare", { text: `goal ${Math.floor(roll() * 4)}` }];
  return [pick(roll, ["start", "pause", "resume", "skip", "end", "undo_end"]) ?? "start", { fence }];
};

const runSchedule = async (seed: number): Promise<void> => {
  const roll = seededRandom(seed);
  const people = Array.from({ length: PEOPLE }, (_, index) => newPerson(`Person ${index}`));
  const room = await openRoom(people[0] as Person, { openChat: true });
  const sent: Sent[] = [];
  const pages = people.map((person) => new Page(room, person, sent));
  await Promise.all(pages.map((page) => page.connect()));
  const orphans: { page: Page; entries: readonly OutboxEntry[] }[] = [];

  const steps: Record<string, (page: Page) => unknown> = {
    command: (page) => page.command(...command(roll, page), roll() < 0.1),
    cut: (page) => page.cut(),
    connect: (page) => page.connect(),
    answered: (page) => page.until(() => page.live.pending.length === 0),
    evict: async () => {
      // Only what is awake can be evicted.
      await room.stub.look(null, null);
      await evictDurableObject(room.stub, { webSockets: "hibernate" });
    },
    crash: async () => {
      await runInDurableObject(room.stub, (_room, ctx) => ctx.abort("crash")).catch(() => {});
      // A stub is broken after its object threw.
      room.stub = roomStub(room.id);
    },
    close: async (page) => {
      page.cut();
      orphans.push({ page, entries: page.live.pending });
      const successor = new Page(room, page.person, sent);
      pages[pages.indexOf(page)] = successor;
      await successor.connect();
    },
  };
  const odds = [
    ...Array.from({ length: 9 }, () => "command"),
    "cut",
    "connect",
    "connect",
    "answered",
    "answered",
    "evict",
    "crash",
    "close",
  ];
  for (let step = 0; step < STEPS; step++) {
    const page = pick(roll, pages) as Page;
    await steps[pick(roll, odds) as string]?.(page);
  }

  for (const { page, entries } of orphans) {
    if (entries.length === 0) continue;
    const commands = doorCommands(entries) as CommandFrame[];
    const answer = await room.stub.submit(page.person, {
      client: page.live.client,
      log: entries[0]?.log ?? null,
      commands,
    });
    expect(answer.ok).toBe(true);
    if (answer.ok) for (const [n, result] of settledByDoor(answer.value as ServerFrame[])) page.settled(n, result);
  }
  for (const page of pages) await page.until(() => page.live.pending.length === 0 && page.live.isCaughtUp);

  const log = await runInDurableObject(room.stub, (_room, { storage }) =>
    storage.sql
      .exec<{ body: string }>("SELECT body FROM segments ORDER BY first_seq")
      .toArray()
      .flatMap(({ body }) => JSON.parse(body) as SequencedEvent[]),
  );
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  const state = log.reduce<RoomState | null>((folded, event) => evolve(folded, event as SequencedRoomEvent), null);
  for (const page of pages) {
    await page.until(() => page.live.have === log.length);
    expect(hashOf(page.live.state)).toBe(hashOf(state));
    for (const event of page.events) expect(event).toEqual(log[event.seq - 1]);
  }
  const seqOf = new Map(log.flatMap(({ by, seq }) => (by === null ? [] : [[`${by.client}/${by.n}`, seq] as const])));
  for (const { client, n, result } of sent) {
    expect(result, `${client}/${n} was never settled`).not.toBeNull();
    expect(seqOf.get(`${client}/${n}`) ?? null).toBe(result?.ok === true ? result.seq : null);
  }
};

test(`G1-G5 hold over ${SCHEDULES} random schedules in workerd (seed ${SEED})`, { timeout: 300_000 }, async () => {
  for (let index = 0; index < SCHEDULES; index++) {
    const seed = SEED * 1_000 + index;
    await runSchedule(seed).catch((error: unknown) => {
      throw new Error(`schedule ${seed} failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    });
  }
});
