// Socket.IO with the Redis adapter and PostgreSQL: each message is committed, then emitted to its room on every node.
//   node socket-io.js <port> <redis port> <postgres folder of the socket> <postgres port>
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import pg from "pg";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, redisPort, pgHost, pgPort] = process.argv.slice(2);
const publisher = createClient({ url: `redis://127.0.0.1:${redisPort}` });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);
const db = new pg.Pool({ host: pgHost, port: Number(pgPort), user: "postgres", database: "postgres", max: 10 });

const http = createServer();
const io = new Server(http, {
  adapter: createAdapter(publisher, subscriber),
  transports: ["websocket"],
  perMessageDeflate: false,
  serveClient: false,
});

const INSERT = {
  name: "insert",
  text: "INSERT INTO messages (room, at, author, text) VALUES ($1, $2, $3, $4) RETURNING id",
};
const REPLAY = {
  name: "replay",
  text: "SELECT id, at, author, text FROM messages WHERE room = $1 ORDER BY id OFFSET $2",
};

const eventOf = ({ id, at, author, text }) => ({ id: Number(id), at: Number(at), by: author, text });

io.on("connection", (socket) => {
  const { room, user, have } = socket.handshake.query;
  // One at a time from each sender, so that nobody's own messages overtake each other.
  let before = Promise.resolve();
  const said = async (text) => {
    const at = Date.now();
    const { rows } = await db.query({ ...INSERT, values: [room, at, user, text] });
    io.to(room).emit("message", eventOf({ id: rows[0].id, at, author: user, text }));
  };
  socket.on("message", (text) => {
    before = before.then(() => said(text));
  });
  if (have === undefined) return socket.join(room);
  before = db.query({ ...REPLAY, values: [room, Number(have)] }).then(({ rows }) => {
    for (const row of rows) socket.emit("message", eventOf(row));
    socket.join(room);
  });
});
http.listen({ port: Number(port), host: "127.0.0.1", backlog: 4096 });
