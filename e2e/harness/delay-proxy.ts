// A wire with a length: passes bytes on in order, each direction after its own delay and jitter.
import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";

export type Delay = {
  readonly upMs: number;
  readonly downMs: number;
  /** Added to each piece, evenly spread from 0; the order of bytes is kept. */
  readonly jitterMs: number;
};

const passOn = (from: Socket, to: Socket, delayMs: number, jitterMs: number): void => {
  // One timer for the head of a queue: timers of their own could overtake each other.
  const queue: { at: number; act: () => void }[] = [];
  const run = () => {
    for (let head = queue[0]; head !== undefined && head.at <= performance.now(); head = queue[0]) {
      head.act();
      queue.shift();
    }
    if (queue[0] !== undefined) setTimeout(run, Math.max(1, queue[0].at - performance.now()));
  };
  const later = (act: () => void) => {
    const at = Math.max(queue.at(-1)?.at ?? 0, performance.now() + delayMs + Math.random() * jitterMs);
    queue.push({ at, act });
    if (queue.length === 1) setTimeout(run, at - performance.now());
  };
  from.on("data", (bytes: Buffer) => later(() => to.writable && to.write(bytes)));
  // What was sent before an end arrives before it.
  from.on("end", () => later(() => to.end()));
  from.on("error", () => later(() => to.destroy()));
  from.on("close", () => later(() => to.end()));
};

/** Answers the proxy's own origin. */
export const startDelayProxy = async (target: string, delay: Delay): Promise<{ origin: string; stop: () => void }> => {
  const { port } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), "127.0.0.1");
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      open.add(socket);
      socket.on("close", () => open.delete(socket));
    }
    passOn(near, far, delay.upMs, delay.jitterMs);
    passOn(far, near, delay.downMs, delay.jitterMs);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://localhost:${address.port}`,
    stop: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};
