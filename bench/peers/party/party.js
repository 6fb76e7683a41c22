// `partyserver` on the same runtime: hibernating sockets, one row and one frame for each message, its own broadcast.
import { routePartykitRequest, Server } from "partyserver";

export class Room extends Server {
  static options = { hibernate: true };

  onStart() {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)");
    this.head = sql.exec("SELECT coalesce(max(seq), 0) AS head FROM messages").one().head;
  }

  onConnect(connection, { request }) {
    const query = new URL(request.url).searchParams;
    connection.setState({ user: query.get("user") });
    connection.send('{"ready":true}');
    const have = query.get("have");
    if (have === null) return;
    for (const { body } of this.ctx.storage.sql.exec(
      "SELECT body FROM messages WHERE seq > ? ORDER BY seq",
      Number(have),
    )) {
      connection.send(body);
    }
  }

  onMessage(connection, message) {
    this.head += 1;
    const { text } = JSON.parse(message);
    const body = JSON.stringify({ seq: this.head, at: Date.now(), by: connection.state.user, text });
    this.ctx.storage.sql.exec("INSERT INTO messages (seq, body) VALUES (?, ?)", this.head, body);
    this.broadcast(body);
  }
}

export default {
  fetch: async (request, env) => (await routePartykitRequest(request, env)) ?? new Response("party", { status: 200 }),
};
