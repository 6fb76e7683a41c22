// One client's way to the product, and all that can be wrong with it. It cuts, holds, slows and swallows bytes; it never
// changes or reorders any, but that it takes the wish for an upgrade out of a request where sockets are blocked.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Random } from "../../core/domain/seeded-random.fixture.ts";

type Weather = { readonly delayMs: number; readonly jitterMs: number; readonly bytesPerMs: number };
const FAIR: Weather = { delayMs: 0, jitterMs: 0, bytesPerMs: Infinity };

/** One direction of one connection: bytes in order, each after its delay. */
class Pipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #queue: { readonly at: number; readonly bytes: Buffer }[] = [];
  #timer: NodeJS.Timeout | null = null;
  isSwallowing = false;

  constructor(from: Socket, to: Socket) {
    this.#from = from;
    this.#to = to;
  }

  pass(bytes: Buffer, { delayMs, jitterMs, bytesPerMs }: Weather, roll: Random): void {
    if (this.isSwallowing) return;
    if (this.#queue.length === 0 && delayMs === 0 && bytesPerMs === Infinity) return this.#write(bytes);
    const now = performance.now();
    const earliest = Math.max(this.#queue.at(-1)?.at ?? 0, now + delayMs + roll() * jitterMs);
    this.#queue.push({ at: earliest + bytes.length / bytesPerMs, bytes });
    this.#timer ??= setTimeout(() => this.#run(), this.#waitMs());
  }

  /** What is held back goes now. */
  hurry(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const { bytes } of this.#queue.splice(0)) this.#write(bytes);
  }

  #waitMs(): number {
    return Math.max(1, (this.#queue[0]?.at ?? 0) - performance.now());
  }

  #run(): void {
    this.#timer = null;
    for (let head = this.#queue[0]; head !== undefined && head.at <= performance.now(); head = this.#queue[0]) {
      this.#queue.shift();
      this.#write(head.bytes);
    }
    if (this.#queue.length > 0) this.#timer = setTimeout(() => this.#run(), this.#waitMs());
  }

  #write(bytes: Buffer): void {
    if (this.isSwallowing || !this.#to.writable || this.#to.write(bytes)) return;
    this.#from.pause();
    this.#to.once("drain", () => this.#from.resume());
  }
}

type Connection = { readonly near: Socket; readonly far: Socket; readonly up: Pipe; readonly down: Pipe };

const wantsUpgrade = (bytes: Buffer): boolean =>
  bytes.subarray(0, 4).toString("latin1") === "GET " && /\r\nupgrade: *websocket\r\n/i.test(bytes.toString("latin1"));

const withoutUpgrade = (bytes: Buffer): Buffer =>
  Buffer.from(
    bytes
      .toString("latin1")
      .replace(/\r\nupgrade: *websocket(?=\r\n)/i, "")
      .replace(/(?<=\r\nconnection: *)upgrade(?=\r\n)/i, "close"),
    "latin1",
  );

export class Wire {
  readonly #server: Server;
  readonly #roll: Random;
  readonly #open = new Set<Connection>();
  #weather = FAIR;
  #isReading = true;
  #allowsSockets = true;
  origin = "";

  constructor(targetPort: number, roll: Random) {
    this.#roll = roll;
    this.#server = createServer((near) => this.#connected(near, connect(targetPort, "127.0.0.1")));
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    this.origin = `http://127.0.0.1:${address.port}`;
  }

  #connected(near: Socket, far: Socket): void {
    const connection = { near, far, up: new Pipe(near, far), down: new Pipe(far, near) };
    this.#open.add(connection);
    const over = (socket: Socket, other: Socket, pipe: Pipe) => {
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        // Where nothing passes, nobody is told either.
        if (pipe.isSwallowing) return;
        other.destroy();
        this.#open.delete(connection);
      });
    };
    over(near, far, connection.up);
    over(far, near, connection.down);
    let isSocket = false;
    near.on("data", (bytes: Buffer) => {
      const isRequest = !isSocket && wantsUpgrade(bytes);
      isSocket ||= isRequest && this.#allowsSockets;
      connection.up.pass(isRequest && !this.#allowsSockets ? withoutUpgrade(bytes) : bytes, this.#weather, this.#roll);
    });
    far.on("data", (bytes: Buffer) => connection.down.pass(bytes, this.#weather, this.#roll));
    if (!this.#isReading) far.pause();
  }

  slow(delayMs: number, jitterMs: number): void {
    this.#weather = { ...this.#weather, delayMs, jitterMs };
  }

  throttle(bytesPerMs: number): void {
    this.#weather = { ...this.#weather, bytesPerMs };
  }

  /** Where the client reads no more, what the server sends stays where it is. */
  read(isReading: boolean): void {
    this.#isReading = isReading;
    for (const { far } of this.#open) {
      if (isReading) far.resume();
      else far.pause();
    }
  }

  /** Only plain requests pass; sockets that are open are closed with it, as a proxy that is put in between does. */
  block(): void {
    this.#allowsSockets = false;
    this.cut();
  }

  unblock(): void {
    this.#allowsSockets = true;
  }

  /** Nothing passes on what is open now, and neither end is told. What is opened later works. */
  halfOpen(): void {
    this.loseAnswers();
    for (const { up } of this.#open) up.isSwallowing = true;
  }

  /** The same in one direction: what the client says still arrives, and it never learns what became of it. */
  loseAnswers(): void {
    for (const { down } of this.#open) down.isSwallowing = true;
  }

  cut(): void {
    for (const { near, far } of this.#open) {
      near.destroy();
      far.destroy();
    }
    this.#open.clear();
  }

  /** Sockets work again, and what comes passes at once. What is half open stays so: that is for the ends to find out. */
  calm(): void {
    this.#weather = FAIR;
    this.#allowsSockets = true;
    this.read(true);
    for (const { up, down } of this.#open) {
      up.hurry();
      down.hurry();
    }
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
