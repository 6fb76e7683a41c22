// G1-G5 in workerd: random schedules with real sockets, real eviction and objects that are aborted in mid-air.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect } from "vitest";
import { pick, type Random, seededRandom } from "#core/domain/seeded-random.fixture.ts";
import { doorCommands, LiveClient, type OutboxEntry, settledByDoor, type Settled } from "#core/domain/live-client.ts";
import type { CommandDoorBody, CommandFrame, SequencedEvent, ServerFrame } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { hashOf } from "./state-hash.ts";

const STEPS = 40;
const PEOPLE = 3;

type Person = Identity;
type Sent = { client: string; n: number; result: Settled | null };

type Asked = [string, Record<string, unknown>];

/** One object under test, and the people in it. */
export interface Subject<State> {
  readonly people: readonly Identity[];
  /** A fresh one: a stub is broken after its object threw. */
  stub(): DurableObjectStub;
  connect(person: Identity): Promise<WebSocket>;
  submit(person: Identity, body: CommandDoorBody): Promise<ServerFrame[]>;
  /** Wakes it. */
  touch(): Promise<unknown>;
  /** What the first of them asks before anything else, and waits for. */
  readonly opening: Asked | null;
  command(roll: Random, page: WirePage<State>): Asked;
  evolve(state: State | null, event: SequencedEvent): State;
  view(state: State, from: number): State;
}
type Begin<State> = (seed: number, people: number) => Promise<Subject<State>>;

export class WirePage<State> {
  readonly person: Person;
  readonly live: LiveClient<State>;
  readonly events: SequencedEvent[] = [];
  socket: WebSocket | null = null;
  readonly #subject: Subject<State>;
  readonly #sent: Sent[];
  readonly #heard = new Set<() => void>();

  constructor(subject: Subject<State>, person: Person, sent: Sent[]) {
    this.#subject = subject;
    this.person = person;
    this.#sent = sent;
    this.live = new LiveClient(crypto.randomUUID(), (state, event) => subject.evolve(state, event));
  }

  async connect(): Promise<void> {
    if (this.socket !== null) return;
    const webSocket = await this.#subject.connect(this.person);
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
    if (received.resendAfterMs !== null) setTimeout(() => this.#send(this.live.resend()), received.resendAfterMs);
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

/** Answers the names of what happened. */
const runSchedule = async <State>(seed: number, begin: Begin<State>): Promise<readonly string[]> => {
  const roll = seededRandom(seed);
  const subject = await begin(seed, PEOPLE);
  const { people } = subject;
  const sent: Sent[] = [];
  const pages = people.map((person) => new WirePage(subject, person, sent));
  await Promise.all(pages.map((page) => page.connect()));
  const [first] = pages;
  if (first !== undefined && subject.opening !== null) {
    first.command(...subject.opening, false);
    await first.until(() => first.live.pending.length === 0);
  }
  const orphans: { page: WirePage<State>; entries: readonly OutboxEntry[] }[] = [];

  const steps: Record<string, (page: WirePage<State>) => unknown> = {
    command: (page) => page.command(...subject.command(roll, page), roll() < 0.1),
    cut: (page) => page.cut(),
    connect: (page) => page.connect(),
    answered: (page) => page.until(() => page.live.pending.length === 0),
    evict: async () => {
      // Only what is awake can be evicted.
      await subject.touch();
      await evictDurableObject(subject.stub(), { webSockets: "hibernate" });
    },
    crash: async () => {
      await runInDurableObject(subject.stub(), (_room, ctx) => ctx.abort("crash")).catch(() => {});
    },
    close: async (page) => {
      page.cut();
      orphans.push({ page, entries: page.live.pending });
      const successor = new WirePage(subject, page.person, sent);
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
    const page = pick(roll, pages) as WirePage<State>;
    await steps[pick(roll, odds) as string]?.(page);
  }

  for (const { page, entries } of orphans) {
    // What was told to come back later is sent again, in order.
    for (let open = entries; open.length > 0;) {
      const commands = doorCommands(open) as CommandFrame[];
      const log = open[0]?.log ?? null;
      const answer = await subject.submit(page.person, { client: page.live.client, log, commands });
      const settled = settledByDoor(answer);
      for (const [n, result] of settled) page.settled(n, result);
      const known = new Set([...settled].map(([n]) => n));
      open = open.filter(({ n }) => !known.has(n));
    }
  }
  for (const page of pages) await page.until(() => page.live.pending.length === 0 && page.live.isCaughtUp);

  const log = await runInDurableObject(subject.stub(), (_room, { storage }) =>
    storage.sql
      .exec<{ body: string }>("SELECT body FROM segments ORDER BY first_seq")
      .toArray()
      .flatMap(({ body }) => JSON.parse(body) as SequencedEvent[]),
  );
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  const state = log.reduce<State | null>((folded, event) => subject.evolve(folded, event), null);
  if (state === null) throw new Error("nothing ever happened");
  for (const page of pages) {
    await page.until(() => page.live.have === log.length);
    expect(hashOf(page.live.state)).toBe(hashOf(subject.view(state, page.live.welcome?.from ?? 1)));
    for (const event of page.events) expect(event).toEqual(log[event.seq - 1]);
  }
  const seqOf = new Map(log.flatMap(({ by, seq }) => (by === null ? [] : [[`${by.client}/${by.n}`, seq] as const])));
  for (const { client, n, result } of sent) {
    expect(result, `${client}/${n} was never settled`).not.toBeNull();
    expect(seqOf.get(`${client}/${n}`) ?? null).toBe(result?.ok === true ? result.seq : null);
  }
  return log.map(({ name }) => name);
};

/** Each of `named` has to have happened: a model that never got anywhere would prove nothing. */
export const holdsInWorkerd = async <State>(
  schedules: number,
  first: number,
  begin: Begin<State>,
  named: readonly string[],
): Promise<void> => {
  const happened = new Set<string>();
  for (let index = 0; index < schedules; index++) {
    const seed = first * 1_000 + index;
    const names = await runSchedule(seed, begin).catch((error: unknown) => {
      throw new Error(`schedule ${seed} failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    });
    for (const name of names) happened.add(name);
  }
  expect(named.filter((name) => !happened.has(name))).toEqual([]);
};
