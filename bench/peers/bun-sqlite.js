// Bun's native sockets with their own publishing, and its SQLite: a row and a frame for everything that came in one turn.
//   bun bun-sqlite.js <port> <database>
import { Database } from "bun:sqlite";

const [port, file] = process.argv.slice(2);
const db = new Database(file, { create: true });
db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
db.exec(`CREATE TABLE IF NOT EXISTS segments (room TEXT NOT NULL, first_seq INTEGER NOT NULL, count INTEGER NOT NULL,
  body TEXT NOT NULL, PRIMARY KEY (room, first_seq)) WITHOUT ROWID`);
const insert = db.prepare("INSERT INTO segments VALUES (?, ?, ?, ?)");
const replay = db.prepare("SELECT body FROM segments WHERE room = ? AND first_seq > ? ORDER BY first_seq");
const newest = db.prepare(
  "SELECT first_seq + count - 1 AS head FROM segments WHERE room = ? ORDER BY first_seq DESC LIMIT 1",
);

const rooms = new Map();
const roomOf = (name) => {
  let room = rooms.get(name);
  if (room === undefined) {
    room = { name, head: newest.get(name)?.head ?? 0, staged: [] };
    rooms.set(name, room);
  }
  return room;
};

let touched = new Set();
const flush = () => {
  const now = [...touched];
  touched = new Set();
  const bodies = [];
  db.exec("BEGIN");
  for (const room of now) {
    const events = room.staged.splice(0);
    const body = `[${events.join(",")}]`;
    insert.run(room.name, room.head - events.length + 1, events.length, body);
    bodies.push([room.name, body]);
  }
  db.exec("COMMIT");
  for (const [name, body] of bodies) server.publish(name, body);
};

const server = Bun.serve({
  port: Number(port),
  hostname: "127.0.0.1",
  fetch(request, own) {
    const query = new URL(request.url).searchParams;
    const data = { room: query.get("room"), user: query.get("user"), have: query.get("have") };
    return own.upgrade(request, { data }) ? undefined : new Response("not a socket", { status: 400 });
  },
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0,
    sendPings: false,
    backpressureLimit: 256 * 1024 * 1024,
    open(client) {
      const { room, have } = client.data;
      client.send('{"ready":true}');
      if (have !== null) for (const { body } of replay.all(room, Number(have))) client.send(body);
      client.subscribe(room);
    },
    message(client, text) {
      const room = roomOf(client.data.room);
      if (touched.size === 0) setImmediate(flush);
      touched.add(room);
      const heard = JSON.parse(text);
      for (const said of Array.isArray(heard) ? heard : [heard]) {
        room.head += 1;
        room.staged.push(JSON.stringify({ seq: room.head, at: Date.now(), by: client.data.user, text: said.text }));
      }
    },
  },
});
