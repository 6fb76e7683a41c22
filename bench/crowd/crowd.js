// Clients without a network: WebSockets inside the runtime that serves the room, opened through a service binding. Nothing of this is
// in the product. Every one says hello, answers flow control and pings as a page does; every line is compared with everybody else's.
import { DurableObject } from "cloudflare:workers";

const OPEN_AT_ONCE = 64;
const PING_EVERY_MS = 5_000;
const PING_SOME_EVERY_MS = 50;
/** Flow control: a reader says what it holds after so many bytes. */
const HELD_EVERY_BYTES = 256 * 1024;

/** The messages of a frame of events: read once for all who are sent the same one. */
const readEvents = (text, tag) => {
  const messages = [];
  let first = 0;
  let last = 0;
  for (const [, seq, mark] of text.matchAll(new RegExp(`\\{"seq":(\\d+)|~${tag}([0-9a-f]{12})`, "g"))) {
    if (mark !== undefined) messages.push({ seq: last, mark });
    else last = Number(seq);
    first ||= last;
  }
  return { text, first, last, messages };
};

class Client {
  #crowd;
  #index;
  #have = 0;
  #unheld = 0;
  #received = 0;
  #welcome = Promise.withResolvers();

  constructor(crowd, index) {
    this.#crowd = crowd;
    this.#index = index;
  }

  async open(product, { url, page, protocols }) {
    const headers = { Upgrade: "websocket", "sec-websocket-protocol": protocols };
    const { status, webSocket } = await product.fetch(url, { headers });
    if (webSocket === null) throw new Error(`client ${this.#index}: ${status}`);
    this.socket = webSocket;
    webSocket.accept();
    webSocket.addEventListener("message", ({ data }) => this.#receive(data));
    webSocket.addEventListener("close", ({ code, reason }) => this.#fail(`closed by the server: ${code} ${reason}`));
    const hello = { type: "hello", client: `${page}-${this.#index}`, have: 0, log: null, pending: null };
    webSocket.send(JSON.stringify(hello));
    await this.#welcome.promise;
  }

  #fail(reason) {
    const text = `client ${this.#index}: ${reason}`;
    this.#crowd.fail(text);
    this.#welcome.reject(new Error(text));
  }

  #receive(text) {
    this.#unheld += text.length;
    if (text.startsWith('{"type":"events"')) this.#follow(this.#crowd.read(text));
    else if (text.startsWith('{"type":"welcome"')) {
      const { head, snapshot } = JSON.parse(text);
      if (snapshot !== null) this.#have = head;
      this.#welcome.resolve();
    } else if (/^\{"type":"(?:reject|bye)"/.test(text)) this.#fail(text.slice(0, 200));
    if (this.#unheld < HELD_EVERY_BYTES) return;
    this.#unheld = 0;
    this.socket.send(`{"type":"held","seq":${this.#have}}`);
  }

  #follow({ first, last, messages }) {
    if (first > this.#have + 1) this.#fail(`a hole in the stream: ${first} after ${this.#have}`);
    // A reader that was held back is replayed what was still under way to it: pages drop what they have.
    for (const { seq, mark } of messages) {
      if (seq > this.#have) this.#crowd.deliver(this.#index, this.#received++, mark);
    }
    this.#have = Math.max(this.#have, last);
  }
}

export class Crowd extends DurableObject {
  #clients = [];
  #lines = [];
  #fault = null;
  #tag = "";
  #frame = { text: "" };

  fail(reason) {
    this.#fault ??= reason;
  }

  read(text) {
    if (this.#frame.text !== text) this.#frame = readEvents(text, this.#tag);
    return this.#frame;
  }

  deliver(index, place, mark) {
    const line = (this.#lines[place] ??= { mark, at: new Map() });
    if (line.mark !== mark) this.fail(`client ${index}: ${mark} at place ${place}, where others have ${line.mark}`);
    const now = Date.now();
    line.at.set(now, (line.at.get(now) ?? 0) + 1);
  }

  async #open({ tag, seats, ...where }) {
    this.#tag = tag;
    const queue = seats.values();
    const openSome = async () => {
      for (const { index, protocols } of queue) {
        const client = new Client(this, index);
        await client.open(this.env.PRODUCT, { ...where, protocols });
        this.#clients.push(client);
      }
    };
    await Promise.all(Array.from({ length: OPEN_AT_ONCE }, openSome));
  }

  #keepPinging() {
    let next = 0;
    let owed = 0;
    let before = Date.now();
    setInterval(() => {
      // By the time that has passed: a busy runtime is late with its timers.
      const now = Date.now();
      owed = Math.min(this.#clients.length, owed + (this.#clients.length * (now - before)) / PING_EVERY_MS);
      before = now;
      for (; owed >= 1; owed--) this.#clients[next++ % this.#clients.length].socket.send("ping");
    }, PING_SOME_EVERY_MS);
  }

  async fetch(request) {
    if (request.method === "POST") {
      if (this.#clients.length === 0) this.#keepPinging();
      await this.#open(await request.json()).catch((error) => this.fail(String(error)));
    }
    const lines = this.#lines.map(({ mark, at }) => ({ mark, at: [...at] }));
    return Response.json({ clients: this.#clients.length, fault: this.#fault, lines });
  }
}

export default {
  fetch: (request, env) => env.CROWD.getByName("crowd").fetch(request),
};
