// One line from an actor to a relay: numbered, in order, one delivery at a time, told again where it failed.
import type { Down, Load, MemberSocket, SocketId } from "./lines.ts";
import { RemoteSocket } from "./remote-socket.ts";

/** A relay that has not taken this much is left: what it missed it asks for when it is back. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
const ATTEMPTS = 4;

export class Line {
  readonly id: string;
  readonly place: number;
  readonly sockets = new Map<SocketId, RemoteSocket>();
  audience = 0;
  isBroken = false;
  readonly #wake: (line: Line) => void;
  #waiting: Down[] = [];
  #waitingBytes = 0;
  #no = 0;
  #isDelivering = false;

  constructor(id: string, place: number, wake: (line: Line) => void) {
    this.id = id;
    this.place = place;
    this.#wake = wake;
  }

  get load(): Load {
    return { members: this.sockets.size, audience: this.audience };
  }

  adopt(member: MemberSocket, push: (place: number, item: Down) => void): RemoteSocket {
    const socket = new RemoteSocket(this.place, member, push);
    this.keep(socket);
    return socket;
  }

  keep(socket: RemoteSocket): void {
    this.sockets.set(socket.id, socket);
  }

  push(item: Down): void {
    if (this.isBroken) return;
    const last = this.#waiting.at(-1);
    // The same text for one after the other, as presence is: said once.
    if (item.kind === "frame" && last?.kind === "frame" && last.text === item.text) last.ids.push(...item.ids);
    else {
      this.#waiting.push(item);
      if ("text" in item) this.#waitingBytes += item.text.length;
    }
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.isBroken = true;
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    this.#wake(this);
  }

  /** `tell` answers whether the line is still open; it is called again with the same items where it throws. */
  async deliver(tell: (no: number, items: readonly Down[]) => Promise<boolean>): Promise<void> {
    while (this.#waiting.length > 0 && !this.isBroken) {
      const items = this.#waiting;
      this.#waiting = [];
      this.#waitingBytes = 0;
      if (!(await this.#tell(items, tell))) break;
      this.#no += items.length;
    }
    this.#isDelivering = false;
  }

  async #tell(items: readonly Down[], tell: (no: number, items: readonly Down[]) => Promise<boolean>) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await tell(this.#no, items);
      } catch {
        if (attempt < ATTEMPTS) continue;
        this.isBroken = true;
        return false;
      }
    }
  }

  /** Nobody listens at its other end: takes nothing more, keeps who was behind it. */
  closed(): Line {
    const closed = new Line("", this.place, () => {});
    closed.isBroken = true;
    closed.audience = this.audience;
    for (const socket of this.sockets.values()) closed.keep(socket);
    return closed;
  }
}
