// The sockets of one actor: identity and counters in each attachment, limits, flow control, closing.
import { z } from "zod";
import { type BucketRate, takeToken } from "#core/domain/token-bucket.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import { SocketGrant } from "#core/protocol/identity.ts";
import { MAX_UNHELD_BYTES, SLOW_READER_MS } from "#core/protocol/limits.ts";
import { type Host, OPEN, type Socket } from "./host.ts";

const Attachment = z.object({
  grant: SocketGrant,
  /** Set by hello; null until then. */
  client: z.string().nullable(),
  connectedAt: z.int(),
  helloAt: z.int().nullable(),
  visible: z.boolean(),
  speaking: z.boolean(),
  /** Absent in what an earlier version wrote. */
  voice: z.object({ stay: z.string(), muted: z.boolean() }).nullable().default(null),
  rttMs: z.number().nullable(),
  /** Bytes sent since the client last said `held`. */
  unheldBytes: z.int(),
  /** Since when nothing is sent, because the reader is too slow; the next `held` replays from there. */
  stalledAt: z.int().nullable(),
  tokens: z.number(),
  tokensAt: z.int(),
  malformed: z.int(),
  tooFast: z.int(),
});
type Attachment = z.infer<typeof Attachment>;

/** How much may be sent before the attachment is written again: after a hibernation the count is at most this far off. */
const SAVE_EVERY_BYTES = 64 * 1024;

/** One socket. Plain fields are the attachment's; `save` writes them back. */
export class Session {
  readonly socket: Socket;
  readonly attachment: Attachment;
  readonly #rate: BucketRate;
  #unsavedBytes = 0;

  constructor(socket: Socket, attachment: Attachment, rate: BucketRate) {
    this.socket = socket;
    this.attachment = attachment;
    this.#rate = rate;
  }

  get user() {
    return this.attachment.grant.user;
  }
  get client() {
    return this.attachment.client;
  }
  get isOpen(): boolean {
    return this.socket.readyState === OPEN;
  }

  save(change: Partial<Attachment> = {}): void {
    Object.assign(this.attachment, change);
    this.#unsavedBytes = 0;
    this.socket.serializeAttachment(this.attachment);
  }

  /** A dead transport throws; its close arrives as an event of its own. */
  send(text: string): void {
    try {
      this.socket.send(text);
    } catch {
      return;
    }
    // Flow control is where the bytes flow.
    if (this.socket.isRemote === true) return;
    this.attachment.unheldBytes += text.length;
    this.#unsavedBytes += text.length;
    if (this.#unsavedBytes >= SAVE_EVERY_BYTES) this.save();
  }

  close(code: number, reason: string): void {
    try {
      this.socket.send(JSON.stringify({ type: "bye", code, reason }));
      this.socket.close(code, reason);
    } catch {
      // Already closed: what was wanted.
    }
  }

  /** Whether an event may be sent now. A reader that stays behind is closed; it comes back with what it has. */
  mayReceive(now: number): boolean {
    const { grant, stalledAt, unheldBytes } = this.attachment;
    if (grant.tokenExpiresAt <= now) {
      this.close(CLOSE.tokenExpired, "token expired");
      return false;
    }
    if (stalledAt !== null) {
      if (now - stalledAt > SLOW_READER_MS) this.close(CLOSE.slowReader, "too slow a reader");
      return false;
    }
    if (unheldBytes <= MAX_UNHELD_BYTES) return true;
    this.save({ stalledAt: now });
    return false;
  }

  /** Milliseconds to wait before the next command or signal; null where it may be handled. */
  throttle(now: number): number | null {
    const { tokens, tokensAt } = this.attachment;
    const { bucket, retryAfterMs } = takeToken({ tokens, at: tokensAt }, this.#rate, now);
    this.attachment.tokens = bucket.tokens;
    this.attachment.tokensAt = bucket.at;
    return retryAfterMs;
  }
}

export class Sockets {
  readonly #host: Host;
  readonly #sessions = new Map<Socket, Session>();

  /** Every way of waking comes through here: what hibernated is found again with its identity. */
  constructor(host: Host) {
    this.#host = host;
    for (const socket of host.sockets()) this.adopt(socket);
  }

  /** A socket that was accepted before, by an earlier instance or by a relay. */
  adopt(socket: Socket): void {
    const attachment = Attachment.safeParse(socket.deserializeAttachment());
    if (attachment.success) this.#sessions.set(socket, new Session(socket, attachment.data, this.#host.socketRate));
    else socket.close(CLOSE.protocol, "written by another version");
  }

  accept(socket: Socket, grant: SocketGrant): Session {
    const now = this.#host.now();
    const attachment: Attachment = {
      grant,
      client: null,
      connectedAt: now,
      helloAt: null,
      visible: false,
      speaking: false,
      voice: null,
      rttMs: null,
      unheldBytes: 0,
      stalledAt: null,
      tokens: this.#host.socketRate.burst,
      tokensAt: now,
      malformed: 0,
      tooFast: 0,
    };
    const session = new Session(socket, attachment, this.#host.socketRate);
    session.save();
    this.#sessions.set(socket, session);
    return session;
  }

  of(socket: Socket): Session | undefined {
    return this.#sessions.get(socket);
  }

  /** Answers the session that was there, once. */
  forget(socket: Socket): Session | undefined {
    const session = this.#sessions.get(socket);
    this.#sessions.delete(socket);
    return session;
  }

  *[Symbol.iterator](): Generator<Session> {
    for (const session of this.#sessions.values()) if (session.isOpen) yield session;
  }

  /** Those that have said hello. */
  *readers(): Generator<Session> {
    for (const session of this) if (session.client !== null) yield session;
  }

  get readerCount(): number {
    let count = 0;
    for (const session of this.#sessions.values()) if (session.client !== null) count += 1;
    return count;
  }

  closeAll(which: (session: Session) => boolean, code: number, reason: string): void {
    for (const session of this) if (which(session)) session.close(code, reason);
  }

  /** Last sign of life (epoch ms): ping, hello, or the opening of the socket. */
  seenAt(session: Session): number {
    const { connectedAt, helloAt } = session.attachment;
    return Math.max(connectedAt, helloAt ?? 0, this.#host.pingedAt(session.socket) ?? 0);
  }
}
