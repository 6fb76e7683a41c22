// A wire that comes back: tried at once when the browser says so or a person looks, and soon after where nobody says it.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ServerFrame } from "#core/protocol/frames.ts";
import type { LiveConnection as Connection } from "./live-connection.ts";

vi.mock("./background-timer.ts", () => ({
  everyMs: (ms: number, callback: () => void) => {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
  afterMs: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
}));

/** The network between the page and the product: whole, silent (nothing is ever answered), or closed to sockets. */
type Wire = "whole" | "silent" | "no sockets";
let wire: Wire;
let sockets: FakeSocket[];
let asked: string[];
let connection: Connection;
/** What the actor owes an answer. */
let owed: number | null;

class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  readyState = 0;
  isFinished = false;
  sent: string[] = [];
  readonly #wire = wire;
  constructor() {
    super();
    sockets.push(this);
    queueMicrotask(() => {
      if (this.readyState !== 0) return;
      if (this.#wire === "no sockets") {
        this.readyState = 3;
        this.dispatchEvent(new Event("error"));
      } else if (this.#wire === "whole") {
        this.readyState = 1;
        this.dispatchEvent(new Event("open"));
      }
    });
  }
  send(text: string): void {
    this.sent.push(text);
    if (wire === "silent") return;
    if (text === "ping") this.#say("pong");
    if (text.includes('"hello"')) connection.welcomed();
  }
  #say(data: string): void {
    queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data })));
  }
  /** The actor closes it. */
  ends(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason: "" }));
  }
  close(): void {
    this.readyState = 3;
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
const browser = new EventTarget();
const network = { onLine: true };

/** What is asked in silence is never answered, also when the wire is whole again. */
const answer = (address: string, { signal }: RequestInit): Promise<Response> => {
  asked.push(address);
  const isPoll = address.includes("/events");
  return new Promise((resolve, reject) => {
    const fail = () => reject(signal?.reason as Error);
    if (signal?.aborted === true) return fail();
    signal?.addEventListener("abort", fail);
    if (wire === "silent") return;
    const body = isPoll ? { frames: [{ type: "welcome" } as ServerFrame] } : { ticket: "t" };
    setTimeout(() => resolve(Response.json(body)), isPoll ? 20_000 : 50);
  });
};

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance", "Date"] });
  vi.stubGlobal("fetch", (address: string, init: RequestInit) => answer(address, init));
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const control = new AbortController();
    setTimeout(() => control.abort(new DOMException("too late", "TimeoutError")), ms);
    return control.signal;
  });
  vi.spyOn(Math, "random").mockReturnValue(1);
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("location", { protocol: "https:", host: "lockstep.example" });
  vi.stubGlobal("navigator", network);
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", browser.addEventListener.bind(browser));
  vi.stubGlobal("removeEventListener", browser.removeEventListener.bind(browser));
  [wire, sockets, asked, owed] = ["whole", [], [], null];
  const { LiveConnection } = await import("./live-connection.ts");
  connection = new LiveConnection("cnv_1", {
    hello: () => ({ type: "hello", client: "c", have: 0, log: null, pending: null }),
    receive: () => connection.welcomed(),
    isVisible: () => true,
    isFinal: (code) => code === 4409,
    disconnected: () => {},
    owed: () => owed,
    changed: () => {},
    pollWaitS: 25,
    prepare: () => Promise.resolve(),
    pendingCommands: () => ({ client: "c", commands: [] }),
  });
  connection.open();
});
afterEach(() => {
  connection.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** How long it takes, to a tenth of a second. */
const msUntil = async (status: string): Promise<number> => {
  for (let ms = 0; ms < 120_000; ms += 100) {
    if (connection.status === status) return ms;
    await pass(100);
  }
  throw new Error(`still ${connection.status}`);
};

/** Silence of whatever length the test wants; the wire is whole again afterwards and nobody has said so. */
const beSilentFor = async (ms: number) => {
  await msUntil("live");
  wire = "silent";
  await pass(ms);
  expect(connection.status).toBe("reconnecting");
  wire = "whole";
};

const block = async () => {
  await msUntil("live");
  wire = "no sockets";
  sockets[0]?.ends(1006);
  await pass(60_000);
  expect(connection.status).toBe("polling");
};

describe("after a silent cut", () => {
  test.each([20_000, 31_000, 47_500, 63_300, 90_000, 119_100])(
    "of %d ms the page is back within ten seconds though nobody told it",
    async (ms) => {
      await beSilentFor(ms);
      expect(await msUntil("live")).toBeLessThanOrEqual(10_200);
      expect(asked.some((address) => address.includes("/events"))).toBe(false);
    },
  );

  test.each([20_000, 22_900, 47_500, 90_000])(
    "of %d ms it is back at once when the browser says there is a network",
    async (ms) => {
      await beSilentFor(ms);
      browser.dispatchEvent(new Event("online"));
      expect(await msUntil("live")).toBeLessThanOrEqual(200);
    },
  );

  test.each([
    [50_000, 200],
    // An attempt was begun just before, into the silence.
    [47_500, 2_800],
  ])("of %d ms it is back within %d ms when a person looks at the page", async (ms, withinMs) => {
    await beSilentFor(ms);
    page.dispatchEvent(new Event("visibilitychange"));
    expect(await msUntil("live")).toBeLessThanOrEqual(withinMs);
  });

  test("a page that is looked at finds out in seconds that its socket is dead, and keeps one that answers", async () => {
    await msUntil("live");
    page.dispatchEvent(new Event("visibilitychange"));
    await pass(4_000);
    expect(sockets).toHaveLength(1);
    wire = "silent";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(await msUntil("reconnecting")).toBeLessThanOrEqual(2_600);
  });
});

describe("on a socket that lives", () => {
  test("an answer that stays out for ten seconds is asked for anew by hello", async () => {
    await msUntil("live");
    owed = 3;
    await pass(9_900);
    expect(sockets).toHaveLength(1);
    await pass(5_100);
    expect(sockets).toHaveLength(2);
    expect(sockets[1]?.sent[0]).toContain('"hello"');
    // The next one has ten seconds of its own.
    await pass(9_000);
    expect(sockets).toHaveLength(2);
  });

  test("E52 who says and hears something pings no more, and again five seconds behind it", async () => {
    await msUntil("live");
    const [socket] = sockets;
    const pings = () => socket?.sent.filter((text) => text === "ping").length ?? 0;
    await pass(12_000);
    const before = pings();
    expect(before).toBeGreaterThanOrEqual(2);
    const say = () => {
      connection.send([{ type: "held", seq: 1 }]);
      socket?.dispatchEvent(new MessageEvent("message", { data: '{"type":"events","events":[]}' }));
    };
    for (let s = 0; s < 30; s++) {
      say();
      await pass(1_000);
    }
    expect(pings()).toBe(before);
    await pass(4_200);
    expect(pings()).toBe(before + 1);
  });

  test("E52 who only speaks pings all the same: nothing else would be answered", async () => {
    await msUntil("live");
    for (let s = 0; s < 30; s++) {
      connection.send([{ type: "signal", name: "watch", data: {} }]);
      await pass(1_000);
    }
    expect(sockets).toHaveLength(1);
    expect(sockets[0]?.sent.filter((text) => text === "ping").length).toBeGreaterThanOrEqual(5);
  });

  test("answers that come one after the other keep it, however long that goes on", async () => {
    await msUntil("live");
    for (owed = 1; owed < 30; owed++) await pass(3_000);
    expect(sockets).toHaveLength(1);
  });
});

describe("where sockets are blocked", () => {
  test("it polls, and goes on polling while a socket is tried on the side", async () => {
    await block();
    asked = [];
    await pass(60_000);
    expect(asked.filter((address) => address.includes("/events")).length).toBeGreaterThanOrEqual(3);
    expect(asked.filter((address) => address.includes("ticket")).length).toBeGreaterThanOrEqual(1);
    expect(connection.status).toBe("polling");
  });

  test("a socket is tried again every half a minute, though nobody says that sockets pass", async () => {
    await block();
    wire = "whole";
    expect(await msUntil("live")).toBeLessThanOrEqual(52_000);
  });

  test("another network is tried at once; the late ghost of a poll that was given up closes nothing", async () => {
    await block();
    wire = "whole";
    browser.dispatchEvent(new Event("online"));
    expect(await msUntil("live")).toBeLessThanOrEqual(500);
    sockets.at(-1)?.ends(4409);
    expect(connection.status).toBe("reconnecting");
    expect(await msUntil("live")).toBeLessThanOrEqual(1_500);
  });

  test("a poll that is lost in silence is given up when the browser says there is a network", async () => {
    await block();
    wire = "silent";
    await pass(40_000);
    wire = "no sockets";
    asked = [];
    browser.dispatchEvent(new Event("online"));
    await pass(100);
    expect(asked.filter((address) => address.includes("/events"))).toHaveLength(1);
    expect(await msUntil("polling")).toBeLessThanOrEqual(21_000);
  });
});

test("a close that never comes to its end is given up like any silence", async () => {
  await msUntil("live");
  const [socket] = sockets;
  if (socket !== undefined) socket.readyState = FakeSocket.CLOSING;
  await pass(20_000);
  expect(sockets).toHaveLength(2);
  expect(connection.status).toBe("live");
});

test("a socket that another page took over is closed for good", async () => {
  await msUntil("live");
  sockets[0]?.ends(4409);
  expect(connection.status).toBe("closed");
});
