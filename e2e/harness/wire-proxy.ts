// The network between a page and the product: passes everything on and keeps a copy, knows nothing of WebSockets where it is
// told so, cuts a socket before a frame is delivered, or falls silent without closing anything.
import { once } from "node:events";
import { createServer, request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { SocketFrames } from "./socket-frames.ts";

export type Captured = {
  readonly from: "page" | "server";
  readonly path: string;
  /** A frame of a socket, or a line, headers and body of HTTP. */
  readonly text: string;
};

export type WireProxy = {
  readonly origin: string;
  allowsSockets: boolean;
  /** The cable is pulled: no byte goes either way, and nobody is told. */
  isSilent: boolean;
  /** Asked before a frame or an answer is delivered; true cuts the wire instead. */
  cuts: (text: string, path: string) => boolean;
  readonly captured: Captured[];
  readonly stop: () => void;
};

const WORDY = /json|text|javascript|manifest|svg/;

const headLines = (headers: Readonly<Record<string, unknown>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join("\n");

export const startWireProxy = async (target: string): Promise<WireProxy> => {
  const { hostname, port, host } = new URL(target);
  const open = new Set<Duplex>();
  const captured: Captured[] = [];
  const keep = (from: Captured["from"], path: string, text: string) => void captured.push({ from, path, text });

  const server = createServer((incoming, outgoing) => {
    if (proxy.isSilent) return;
    const path = incoming.url ?? "/";
    const headers = { ...incoming.headers, host };
    // What the product sees is its own origin; a page's Origin is rewritten with the rest. A copy has to be readable.
    if (headers.origin !== undefined) headers.origin = target;
    delete headers["accept-encoding"];
    const asked: Buffer[] = [];
    const passed = request({ hostname, port, path, method: incoming.method, headers }, (answer) => {
      const answered: Buffer[] = [];
      answer.on("data", (bytes: Buffer) => answered.push(bytes));
      answer.on("end", () => {
        const type = answer.headers["content-type"] ?? "";
        const bytes = Buffer.concat(answered);
        const body = WORDY.test(type) ? bytes.toString() : type;
        if (proxy.isSilent) return;
        if (proxy.cuts(body, path)) return outgoing.destroy();
        keep("server", path, `${answer.statusCode}\n${headLines(answer.headers)}\n\n${body}`);
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.end(bytes);
      });
    });
    passed.on("error", () => outgoing.destroy());
    incoming.on("data", (bytes: Buffer) => asked.push(bytes));
    incoming.on("end", () =>
      keep("page", path, `${incoming.method} ${path}\n${headLines(headers)}\n\n${Buffer.concat(asked).toString()}`),
    );
    incoming.pipe(passed);
  });

  server.on("upgrade", (incoming: IncomingMessage, near: Duplex, head: Buffer) => {
    near.on("error", () => near.destroy());
    open.add(near);
    if (proxy.isSilent) return;
    if (!proxy.allowsSockets) return near.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    const path = incoming.url ?? "/";
    const far = connect(Number(port), hostname, () => {
      const lines = incoming.rawHeaders.flatMap((name, index, all) => {
        // Compressed frames could not be read.
        if (index % 2 === 1 || /^sec-websocket-extensions$/i.test(name)) return [];
        const own = { host, origin: target }[name.toLowerCase()];
        return [`${name}: ${own ?? all[index + 1]}`];
      });
      far.write(`GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      far.write(head);
    });
    const asked = new SocketFrames(head);
    const answered = new SocketFrames(null);
    near.on("data", (bytes: Buffer) => {
      if (proxy.isSilent) return;
      for (const { text } of asked.read(bytes)) if (text !== null) keep("page", path, text);
      far.write(bytes);
    });
    far.on("data", (bytes: Buffer) => {
      if (proxy.isSilent) return;
      for (const { text, raw } of answered.read(bytes)) {
        if (text !== null && proxy.cuts(text, path)) {
          near.destroy();
          far.destroy();
          return;
        }
        if (text !== null) keep("server", path, text);
        near.write(raw);
      }
    });
    far.on("end", () => !proxy.isSilent && near.end());
    near.on("end", () => !proxy.isSilent && far.end());
    far.on("error", () => far.destroy());
    far.on("close", () => !proxy.isSilent && near.destroy());
    near.on("close", () => !proxy.isSilent && far.destroy());
    open.add(far);
  });

  const proxy: WireProxy = {
    origin: "",
    allowsSockets: true,
    isSilent: false,
    cuts: () => false,
    captured,
    stop: () => {
      server.close();
      server.closeAllConnections();
      for (const socket of open) socket.destroy();
    },
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return Object.assign(proxy, { origin: `http://localhost:${address.port}` });
};
