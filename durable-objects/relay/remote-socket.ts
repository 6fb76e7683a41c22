// A member's socket behind a relay, as the actor sees it: what is sent goes down the relay's line.
import type { Socket } from "../shell/host.ts";
import type { Attachment, Down, MemberSocket, SocketId } from "./lines.ts";

export class RemoteSocket implements Socket {
  readonly isRemote = true;
  readyState = 1;
  readonly id: SocketId;
  readonly place: number;
  #silentMs: number;
  #attachment: Attachment;
  readonly #push: (place: number, item: Down) => void;

  constructor(place: number, { id, attachment, silentMs }: MemberSocket, push: (place: number, item: Down) => void) {
    this.place = place;
    this.id = id;
    this.#silentMs = silentMs;
    this.#attachment = attachment;
    this.#push = push;
  }
  /** As when the relay was last asked: not having asked since is no silence. */
  pingedAt(now: number): number {
    return now - this.#silentMs;
  }
  looked(silentMs: number): void {
    this.#silentMs = silentMs;
  }
  send(text: string): void {
    this.#push(this.place, { kind: "frame", ids: [this.id], text });
  }
  close(code: number, reason: string): void {
    this.readyState = 2;
    this.#push(this.place, { kind: "close", id: this.id, code, reason });
  }
  serializeAttachment(attachment: unknown): void {
    this.#attachment = attachment as Attachment;
    // Copied: the session goes on changing it.
    this.#push(this.place, { kind: "attachment", id: this.id, attachment: structuredClone(this.#attachment) });
  }
  deserializeAttachment(): unknown {
    return structuredClone(this.#attachment);
  }
}
