// The floor of the runtime: hibernating sockets, one row and one frame for everything that came within a timer of 0 ms, or of
// `GATHER_MS`. No identity, no membership, no deduplication, no limits: what any engine on this runtime pays at least.
import { DurableObject } from "cloudflare:workers";

/** As short as the other peers' events; or, for `EVENTS=contract`, all that the product's says (docs/protocol.md). */
const EVENTS = {
  short: (seq, at, by, text) => ({ seq, at, by, text }),
  contract: (seq, at, person, text) => {
    const user = `usr_${person.padStart(26, "0")}`;
    const by = { user, client: `bench-000000-${person.replace(/\D+/, "")}`, n: seq };
    const data = { user, body: { kind: "plain", text }, replyTo: null, mentions: [], composedAt: null };
    return { seq, at, by, name: "sent", data };
  },
};

export class Room extends DurableObject {
  #head;
  #staged = [];
  #eventOf;
  #gatherMs;

  constructor(ctx, env) {
    super(ctx, env);
    this.#eventOf = EVENTS[env.EVENTS ?? "short"];
    this.#gatherMs = Number(env.GATHER_MS ?? 0);
    const { sql } = ctx.storage;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS segments (first_seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, body TEXT NOT NULL)",
    );
    this.#head = sql.exec("SELECT coalesce(max(first_seq + count - 1), 0) AS head FROM segments").one().head;
  }

  fetch(request) {
    const query = new URL(request.url).searchParams;
    const [client, socket] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(socket);
    socket.serializeAttachment(query.get("user"));
    socket.send('{"ready":true}');
    const have = query.get("have");
    if (have !== null) for (const { body } of this.#after(Number(have))) socket.send(body);
    return new Response(null, { status: 101, webSocket: client });
  }

  #after(seq) {
    return this.ctx.storage.sql.exec("SELECT body FROM segments WHERE first_seq > ? ORDER BY first_seq", seq);
  }

  webSocketMessage(socket, message) {
    const by = socket.deserializeAttachment();
    const said = JSON.parse(message);
    if (this.#staged.length === 0) setTimeout(() => this.#flush(), this.#gatherMs);
    for (const { text } of Array.isArray(said) ? said : [said]) {
      this.#head += 1;
      this.#staged.push(JSON.stringify(this.#eventOf(this.#head, Date.now(), by, text)));
    }
  }

  #flush() {
    const events = this.#staged;
    this.#staged = [];
    const body = `[${events.join(",")}]`;
    const first = this.#head - events.length + 1;
    this.ctx.storage.sql.exec("INSERT INTO segments VALUES (?, ?, ?)", first, events.length, body);
    for (const socket of this.ctx.getWebSockets()) socket.send(body);
  }
}

export default {
  fetch: (request, env) => {
    const room = new URL(request.url).searchParams.get("room");
    return room === null ? new Response("bare") : env.room.getByName(room).fetch(request);
  },
};
