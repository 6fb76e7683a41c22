// A wire that is cut again and again: passes bytes on, and ends every connection once so many of them have gone up.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export type CuttingProxy = { readonly origin: string; readonly cuts: () => number; readonly stop: () => void };

/** `afterBytes`: how much goes up before the next cut; asked once for each connection. */
export const startCuttingProxy = async (target: string, afterBytes: () => number): Promise<CuttingProxy> => {
  const { port } = new URL(target);
  const open = new Set<Socket>();
  let cuts = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), "127.0.0.1");
    let left = afterBytes();
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    far.pipe(near);
    near.on("data", (bytes: Buffer) => {
      left -= bytes.length;
      if (left < 0) {
        cuts += 1;
        near.destroy();
      } else if (!far.write(bytes)) {
        near.pause();
        far.once("drain", () => near.resume());
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://localhost:${address.port}`,
    cuts: () => cuts,
    stop: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};
