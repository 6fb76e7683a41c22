// Bare `ws` and SQLite on Node: a row and a frame for each message, or for everything that came in one turn (`flush`).
//   node ws-sqlite.js <port> <database> each|flush
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { WebSocketServer } from "ws";

const [port, file, mode] = process.argv.slice(2);
const db = new DatabaseSync(file);
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS segments (room TEXT NOT NULL, first_seq INTEGER NOT NULL, count INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (room, first_seq)) WITHOUT ROWID`);
const insert = db.prepare("INSERT INTO segments VALUES (?, ?, ?, ?)");
const replay = db.prepare("SELECT body FROM segments WHERE room = ? AND first_seq > ? ORDER BY first_seq");
const newest = db.prepare(
  "SELECT first_seq + count - 1 AS head FROM segments WHERE room = ? ORDER BY first_seq DESC LIMIT 1",
);

const rooms = new Map();
const roomOf = (name) => {
  let room = rooms.get(name);
  if (room === undefined) {
    room = { name, head: newest.get(name)?.head ?? 0, members: new Set(), staged: [] };
    rooms.set(name, room);
  }
  return room;
};

const write = (room, events) => {
  const body = `[${events.join(",")}]`;
  insert.run(room.name, room.head - events.length + 1, events.length, body);
  return body;
};
const publish = (room, body) => {
  for (const member of room.members) member.send(body);
};

let touched = new Set();
const flush = () => {
  const now = touched;
  touched = new Set();
  db.exec("BEGIN");
  const bodies = [...now].map((room) => [room, write(room, room.staged.splice(0))]);
  db.exec("COMMIT");
  for (const [room, body] of bodies) publish(room, body);
};

const said = (room, user, text) => {
  room.head += 1;
  const event = JSON.stringify({ seq: room.head, at: Date.now(), by: user, text });
  if (mode === "each") return publish(room, write(room, [event]));
  if (touched.size === 0) setImmediate(flush);
  touched.add(room);
  room.staged.push(event);
};

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer();
server.on("upgrade", (request, socket, head) => {
  const query = new URL(request.url, "http://localhost").searchParams;
  sockets.handleUpgrade(request, socket, head, (client) => {
    const room = roomOf(query.get("room"));
    const user = query.get("user");
    client.send('{"ready":true}');
    const have = query.get("have");
    if (have !== null) for (const { body } of replay.iterate(room.name, Number(have))) client.send(body);
    room.members.add(client);
    client.on("message", (data) => {
      const heard = JSON.parse(data.toString());
      for (const { text } of Array.isArray(heard) ? heard : [heard]) said(room, user, text);
    });
    client.on("error", () => client.terminate());
    client.on("close", () => room.members.delete(client));
  });
});
server.listen({ port: Number(port), host: "127.0.0.1", backlog: 4096 });
