// A corporate proxy: passes every request on, and knows nothing of WebSockets until it is told to let them through.
import { once } from "node:events";
import { createServer, request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

export type NoSocketsProxy = {
  readonly origin: string;
  allowsSockets: boolean;
  readonly stop: () => void;
};

export const startNoSocketsProxy = async (target: string): Promise<NoSocketsProxy> => {
  const { hostname, port, host } = new URL(target);
  const open = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, host };
    // What the product sees is its own origin; a page's Origin is rewritten with the rest.
    if (headers.origin !== undefined) headers.origin = target;
    const passed = request({ hostname, port, path: incoming.url, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  const proxy: NoSocketsProxy = {
    origin: "",
    allowsSockets: false,
    stop: () => {
      server.close();
      server.closeAllConnections();
      for (const socket of open) socket.destroy();
    },
  };
  server.on("upgrade", (incoming: IncomingMessage, near: Duplex, head: Buffer) => {
    if (!proxy.allowsSockets) return near.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    const far = connect(Number(port), hostname, () => {
      const lines = incoming.rawHeaders.flatMap((name, index, all) => {
        if (index % 2 === 1) return [];
        const isOwn = /^(host|origin)$/i.test(name);
        return [`${name}: ${isOwn ? (name.toLowerCase() === "host" ? host : target) : all[index + 1]}`];
      });
      far.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      far.write(head);
      near.pipe(far).pipe(near);
    });
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => open.delete(socket));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return Object.assign(proxy, { origin: `http://localhost:${address.port}` });
};
