// The client's half of the wire against a truthful server: what is folded, what is sent again, and what never is.
import { describe, expect, test } from "vitest";
import type { ClientFrame, CommandFrame, SequencedEvent, ServerFrame, Welcome } from "#core/protocol/frames.ts";
import {
  HELD_EVERY_BYTES,
  SOCKET_BURST,
  SOCKET_RATE_PER_SECOND,
  TOO_FAST_BEFORE_CLOSE,
} from "#core/protocol/limits.ts";
import { doorCommands, LiveClient, type Settled, settledByDoor } from "./live-client.ts";
import { settle } from "./settling.ts";
import { type Bucket, takeToken } from "./token-bucket.ts";

const ME = "usr_me";
const CLIENT = "client-1";

const folding = () => new LiveClient<string[]>(CLIENT, (state, { name }) => [...(state ?? []), name]);
const welcome = (change: Partial<Welcome> = {}): Welcome => ({
  type: "welcome",
  protocol: 1,
  actor: "room",
  log: "log-1",
  self: { user: ME, client: CLIENT },
  from: 1,
  head: 0,
  now: 0,
  stateHash: "",
  settled: [],
  snapshot: null,
  reset: false,
  ...change,
});
const event = (seq: number, name = `event ${seq}`, n: number | null = null, client = CLIENT): SequencedEvent => ({
  seq,
  at: seq,
  by: n === null ? null : { user: ME, client, n },
  name,
  data: {},
});
const events = (...list: readonly SequencedEvent[]): ServerFrame => ({ type: "events", events: list });
const commandsIn = (frames: readonly ClientFrame[]) =>
  frames.filter((frame): frame is CommandFrame => frame.type === "command").map(({ n, floor }) => [n, floor]);
const ready = (change: Partial<Welcome> = {}) => {
  const live = folding();
  live.hello();
  live.receive(welcome(change));
  return live;
};
const say = (live: LiveClient<string[]>) => live.enqueue(live.compose("say", {}));

const pendingOnWelcome = (change: Partial<Welcome>) => {
  const live = folding();
  live.hello();
  for (const _ of Array.from({ length: 3 })) say(live);
  return live.receive(welcome(change)).send;
};

describe("what goes together", () => {
  test("is one frame where the actor accepts that, and a frame for each command where it does not say so", () => {
    const [together, ...none] = pendingOnWelcome({ accepts: ["commands"] });
    expect(none).toEqual([]);
    expect(together).toMatchObject({ type: "commands", commands: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    expect(commandsIn(pendingOnWelcome({}))).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test("entries that are handed over together leave together", () => {
    const live = ready({ accepts: ["commands"] });
    const entries = [live.compose("say", {}), live.compose("say", {})];
    expect(live.enqueue(...entries)).toMatchObject([{ type: "commands", commands: [{ n: 1 }, { n: 2 }] }]);
    expect(live.resend()).toEqual([]);
  });
});

describe("hello", () => {
  test("a page that has nothing says so; one that waits says since when and from which n", () => {
    const live = folding();
    expect(live.hello()).toEqual({ type: "hello", client: CLIENT, have: 0, log: null, pending: null });
    live.receive(welcome({ head: 2 }));
    live.receive(events(event(1), event(2)));
    say(live);
    say(live);
    live.receive({ type: "ack", n: 1, seq: null });
    expect(live.hello()).toEqual({
      type: "hello",
      client: CLIENT,
      have: 2,
      log: "log-1",
      pending: { since: 2, floor: 2 },
    });
  });

  test("nothing is sent before the welcome, and everything pending after it, in order, under one floor", () => {
    const live = folding();
    expect([say(live), say(live)]).toEqual([[], []]);
    live.hello();
    expect(live.resend()).toEqual([]);
    expect(commandsIn(live.receive(welcome()).send)).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(live.resend()).toEqual([]);
  });

  test("what the welcome lists has happened; what it does not list is sent again", () => {
    const live = ready();
    for (let count = 0; count < 3; count++) say(live);
    live.disconnected();
    expect(live.resend()).toEqual([]);
    live.hello();
    const received = live.receive(welcome({ settled: [[2, 9]] }));
    expect(received.settled).toEqual([{ n: 2, result: { ok: true, seq: 9 } }]);
    expect(commandsIn(received.send)).toEqual([
      [1, 1],
      [3, 1],
    ]);
  });

  test("on a reset the cache is dropped and the outbox kept, placed in the new log from its beginning", () => {
    const live = ready({ head: 1 });
    live.receive(events(event(1)));
    live.receive({ type: "presence", rev: 7, members: [] });
    say(live);
    live.hello();
    const { send } = live.receive(welcome({ log: "log-2", reset: true, head: 2 }));
    expect(send).toMatchObject([{ type: "command", n: 1, since: 0 }]);
    expect([live.state, live.have, live.presence, live.pending[0]?.log]).toEqual([null, 0, null, "log-2"]);
    live.receive(events(event(1, "created"), event(2, "joined")));
    expect(live.state).toEqual(["created", "joined"]);
  });

  test("a snapshot stands for everything up to it", () => {
    const live = ready({ head: 40, snapshot: { seq: 40, state: ["all"] } });
    expect([live.state, live.have, live.isCaughtUp]).toEqual([["all"], 40, true]);
    live.receive(events(event(41)));
    expect(live.state).toEqual(["all", "event 41"]);
  });

  test("caught up is whoever has what the welcome named, over however many frames", () => {
    const live = ready({ head: 3 });
    expect(live.isCaughtUp).toBe(false);
    live.receive(events(event(1), event(2)));
    expect(live.isCaughtUp).toBe(false);
    live.receive(events(event(3)));
    expect(live.isCaughtUp).toBe(true);
    live.disconnected();
    expect(live.isCaughtUp).toBe(false);
  });
});

describe("events", () => {
  test("are folded once, however often they come", () => {
    const live = ready();
    live.receive(events(event(1), event(2)));
    const again = live.receive(events(event(1), event(2), event(3)));
    expect(again.events.map(({ seq }) => seq)).toEqual([3]);
    expect(live.state).toEqual(["event 1", "event 2", "event 3"]);
  });

  test("a hole breaks the stream, and what came before it is kept", () => {
    const live = ready();
    const { isBroken } = live.receive(events(event(1), event(3)));
    expect(isBroken).toBe(true);
    expect([live.have, live.state]).toEqual([1, ["event 1"]]);
  });

  test("own events settle their command with the last seq; those of another page or person do not", () => {
    const live = ready();
    say(live);
    expect(live.receive(events(event(1, "theirs", 1, "client-2"))).settled).toEqual([]);
    const foreign = { ...event(2), by: { user: "usr_other", client: CLIENT, n: 1 } };
    expect(live.receive(events(foreign)).settled).toEqual([]);
    expect(live.receive(events(event(3, "own", 1), event(4, "own too", 1))).settled).toEqual([
      { n: 1, result: { ok: true, seq: 4 } },
    ]);
    expect(live.pending).toEqual([]);
  });
});

describe("answers", () => {
  test("a reject settles with its code; a second answer to the same command says nothing", () => {
    const live = ready();
    say(live);
    const { settled } = live.receive({ type: "reject", n: 1, code: "chat_closed", detail: "focus" });
    expect(settled).toEqual([{ n: 1, result: { ok: false, code: "chat_closed", detail: "focus" } }]);
    expect(live.receive({ type: "ack", n: 1, seq: 3 }).settled).toEqual([]);
    expect(live.receive({ type: "reject", n: null, code: "malformed" }).settled).toEqual([]);
  });

  test("on gap the command is sent again behind what has to come first, with the present floor", () => {
    const live = ready();
    say(live);
    say(live);
    live.receive({ type: "ack", n: 1, seq: null });
    const { send, settled } = live.receive({ type: "reject", n: 2, code: "gap", expected: 1 });
    expect(settled).toEqual([]);
    expect(commandsIn(send)).toEqual([[2, 2]]);
  });

  test("too fast settles nothing and is sent again after the time that was named, not before", () => {
    const live = ready();
    say(live);
    const received = live.receive({ type: "reject", n: 1, code: "too_fast", retryAfterMs: 50 });
    expect([received.settled, received.send, received.resendAfterMs]).toEqual([[], [], 50]);
    expect(commandsIn(live.resend())).toEqual([[1, 1]]);
    expect(live.resend()).toEqual([]);
  });
});

test("owed are the welcome, then the oldest command on its way; one that has to wait is not", () => {
  const live = folding();
  live.hello();
  expect(live.owed).toBe(0);
  live.receive(welcome());
  expect(live.owed).toBeNull();
  say(live);
  say(live);
  expect(live.owed).toBe(1);
  live.receive({ type: "ack", n: 1, seq: null });
  expect(live.owed).toBe(2);
  live.receive({ type: "reject", n: 2, code: "too_fast", retryAfterMs: 50 });
  expect(live.owed).toBeNull();
  live.resend();
  expect(live.owed).toBe(2);
  live.disconnected();
  expect(live.owed).toBe(0);
});

test("held is said after every 256 KiB received, and starts anew with each socket", () => {
  const live = ready();
  const half = HELD_EVERY_BYTES / 2;
  expect(live.receive(events(event(1)), half).send).toEqual([]);
  live.hello();
  expect(live.receive(welcome(), 10).send).toEqual([]);
  expect(live.receive(events(event(2)), half).send).toEqual([]);
  expect(live.receive(events(event(3)), half).send).toEqual([{ type: "held", seq: 3 }]);
});

test("the first presence of a new connection counts, though the clock behind its number was set back", () => {
  const live = ready();
  live.receive({ type: "presence", rev: 9, members: [] });
  live.disconnected();
  live.hello();
  live.receive(welcome());
  for (const rev of [3, 5, 4]) live.receive({ type: "presence", rev, members: [] });
  expect(live.presence?.rev).toBe(5);
});

test("the highest presence wins, in whatever order they come", () => {
  const live = ready();
  for (const rev of [5, 9, 7]) live.receive({ type: "presence", rev, members: [] });
  expect(live.presence?.rev).toBe(9);
});

describe("the command door", () => {
  test("takes the entries of one client under one floor", () => {
    const live = folding();
    for (let count = 0; count < 3; count++) say(live);
    expect(commandsIn(doorCommands(live.pending.slice(1)))).toEqual([
      [2, 2],
      [3, 2],
    ]);
    expect(doorCommands([])).toEqual([]);
  });

  test("settles what it answered; a retry, a signal and a reject without n leave everything where it is", () => {
    const answers: ServerFrame[] = [
      { type: "ack", n: 1, seq: 4 },
      { type: "reject", n: 2, code: "chat_closed" },
      { type: "reject", n: 3, code: "gap", expected: 2 },
      { type: "reject", n: 4, code: "too_fast", retryAfterMs: 10 },
      { type: "reject", n: null, code: "malformed" },
    ];
    expect([...settledByDoor(answers)]).toEqual([
      [1, { ok: true, seq: 4 }],
      [2, { ok: false, code: "chat_closed" }],
    ]);
  });
});

/** A wire with a round trip and a server that throttles and settles as the real one does, on a clock of its own. */
class ThrottledServer {
  readonly live = ready();
  readonly settled: { n: number; result: Settled }[] = [];
  tooFast = 0;
  now = 0;
  #bucket: Bucket = { tokens: SOCKET_BURST, at: 0 };
  #happened = new Map<number, number>();
  #queue: { at: number; task: () => void }[] = [];
  readonly #oneWayMs: number;

  constructor(oneWayMs: number) {
    this.#oneWayMs = oneWayMs;
  }

  after(ms: number, task: () => void): void {
    this.#queue.push({ at: this.now + ms, task });
  }

  send(frames: readonly ClientFrame[]): void {
    for (const frame of frames) if (frame.type === "command") this.after(this.#oneWayMs, () => this.#serve(frame));
  }

  #serve(frame: CommandFrame): void {
    const { n } = frame;
    const taken = takeToken(this.#bucket, { perSecond: SOCKET_RATE_PER_SECOND, burst: SOCKET_BURST }, this.now);
    this.#bucket = taken.bucket;
    if (taken.retryAfterMs !== null) {
      this.tooFast += 1;
      this.#answer({ type: "reject", n, code: "too_fast", retryAfterMs: taken.retryAfterMs });
      return;
    }
    const settlement = settle(frame, { happened: this.#happened, answered: new Map() });
    if (settlement.verdict === "gap") this.#answer({ type: "reject", n, code: "gap", expected: settlement.expected });
    if (settlement.verdict === "answer") this.#answer(settlement.frame);
    if (settlement.verdict !== "decide") return;
    const seq = this.#happened.size + 1;
    this.#happened.set(n, seq);
    this.#answer(events(event(seq, "said", n)));
  }

  #answer(frame: ServerFrame): void {
    this.after(this.#oneWayMs, () => {
      const received = this.live.receive(frame);
      this.settled.push(...received.settled);
      this.send(received.send);
      if (received.resendAfterMs !== null) this.after(received.resendAfterMs, () => this.send(this.live.resend()));
    });
  }

  run(untilMs: number): void {
    for (let turns = 0; this.#queue.length > 0 && turns < 100_000; turns++) {
      this.#queue.sort((one, other) => one.at - other.at);
      const next = this.#queue.shift();
      if (next === undefined || next.at > untilMs) return;
      this.now = next.at;
      next.task();
    }
  }
}

test.each([1, 40, 150])(
  "an outbox of five hundred is drained in order and never thrown out, %i ms away",
  (oneWayMs) => {
    const server = new ThrottledServer(oneWayMs);
    const entries = Array.from({ length: 500 }, () => server.live.compose("say", {}));
    for (const entry of entries) server.send(server.live.enqueue(entry));
    server.run(300_000);
    expect(server.settled.map(({ n }) => n)).toEqual(entries.map(({ n }) => n));
    expect(server.tooFast).toBeLessThan(TOO_FAST_BEFORE_CLOSE);
    // Not much slower than the server would have let it.
    expect(server.now).toBeLessThan(((500 - SOCKET_BURST) / SOCKET_RATE_PER_SECOND) * 1_000 * 8);
  },
);
