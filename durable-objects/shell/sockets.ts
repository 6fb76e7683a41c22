// The sockets of one actor: identity and counters in each attachment, limits, flow control, closing.
import { z } from "zod";
import { type BucketRate, takeToken } from "#core/domain/token-bucket.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import { SocketGrant } from "#core/protocol/identity.ts";
import { HELD_EVERY_BYTES, MAX_UNHELD_BYTES, SLOW_READER_MS } from "#core/protocol/limits.ts";
import { type Host, OPEN, type Socket } from "./host.ts";

const Attachment = z.object({
  grant: SocketGrant,
  /** Set by hello; null until then. */
  client: z.string().nullable(),
  connectedAt: z.int(),
  helloAt: z.int().nullable(),
  /** When a frame last came from it; here the time may be `KEEP_HEARD_EVERY_MS` old. */
  heardAt: z.int().default(0),
  visible: z.boolean(),
  speaking: z.boolean(),
  /** Absent in what an earlier version wrote. */
  voice: z.object({ stay: z.string(), muted: z.boolean() }).nullable().default(null),
  rttMs: z.number().nullable(),
  /** Up to where the client said it holds what was said to it; 0 for nothing. */
  got: z.int().default(0),
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

/**
 * How much may be sent before the attachment is written again: after a hibernation the count is at most this far off. Who
 * keeps up says `held` as often, which is written too.
 */
const SAVE_EVERY_BYTES = HELD_EVERY_BYTES;
/** Who speaks need not ping, and is no stranger to an actor that has lost its memory meanwhile. */
const KEEP_HEARD_EVERY_MS = 8_000;

/** One socket. Plain fields are the attachment's; `save` writes them back. */
export class Session {
  readonly socket: Socket;
  readonly attachment: Attachment;
  readonly #rate: BucketRate;
  readonly #leave: (session: Session) => void;
  #unsavedBytes = 0;
  #savedHeardAt: number;
  /** Said here, so that nobody has to ask the platform: asking thousands of sockets costs more than telling them. */
  #isClosing = false;

  /** `leave` is told when it is closed from here: it hears nothing more. */
  constructor(socket: Socket, attachment: Attachment, rate: BucketRate, leave: (session: Session) => void) {
    this.socket = socket;
    this.attachment = attachment;
    this.#savedHeardAt = attachment.heardAt;
    this.#rate = rate;
    this.#leave = leave;
  }

  get user() {
    return this.attachment.grant.user;
  }
  get client() {
    return this.attachment.client;
  }
  get isOpen(): boolean {
    return !this.#isClosing && this.socket.readyState === OPEN;
  }

  save(change: Partial<Attachment> = {}): void {
    Object.assign(this.attachment, change);
    this.#unsavedBytes = 0;
    this.#savedHeardAt = this.attachment.heardAt;
    // A close may wait behind a dead wire and be lost when the object leaves memory: what wakes again hears nothing more.
    this.socket.serializeAttachment(this.#isClosing ? { ...this.attachment, client: null } : this.attachment);
  }

  /** A frame has come from it. */
  heard(now: number): void {
    this.attachment.heardAt = now;
    // What is remote is remembered where its socket is. A clock that was set back leaves no note from the future.
    const isOld = Math.abs(now - this.#savedHeardAt) >= KEEP_HEARD_EVERY_MS;
    if (isOld && this.socket.isRemote !== true) this.save();
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
    this.#isClosing = true;
    this.#leave(this);
    this.save();
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
  /** Those that have said hello, by user and client: one of each client. */
  readonly #readers = new Map<string, Map<string, Session>>();
  /** The same in a row, as every frame to all of them needs them; null after a change. */
  #row: readonly Session[] | null = null;
  #readerCount = 0;
  readonly #tickets = new Set<string>();

  /** Every way of waking comes through here: what hibernated is found again with its identity. */
  constructor(host: Host) {
    this.#host = host;
    for (const socket of host.sockets()) this.adopt(socket);
  }

  /** A socket that was accepted before, by an earlier instance or by a relay. */
  adopt(socket: Socket): void {
    const attachment = Attachment.safeParse(socket.deserializeAttachment());
    if (attachment.success) this.#keep(this.#sessionOf(socket, attachment.data));
    else socket.close(CLOSE.protocol, "written by another version");
  }

  accept(socket: Socket, grant: SocketGrant): Session {
    const now = this.#host.now();
    const attachment: Attachment = {
      grant,
      client: null,
      connectedAt: now,
      helloAt: null,
      heardAt: now,
      visible: false,
      speaking: false,
      voice: null,
      rttMs: null,
      got: 0,
      unheldBytes: 0,
      stalledAt: null,
      tokens: this.#host.socketRate.burst,
      tokensAt: now,
      malformed: 0,
      tooFast: 0,
    };
    const session = this.#sessionOf(socket, attachment);
    session.save();
    this.#keep(session);
    return session;
  }

  #sessionOf(socket: Socket, attachment: Attachment): Session {
    return new Session(socket, attachment, this.#host.socketRate, (session) => this.#unread(session));
  }

  #keep(session: Session): void {
    this.#sessions.set(session.socket, session);
    this.#tickets.add(session.attachment.grant.jti);
    if (session.client !== null && session.isOpen) this.#read(session, session.client);
  }

  /** Whether a socket that is open here was opened with this ticket. */
  holdsTicket(jti: string): boolean {
    return this.#tickets.has(jti);
  }

  /** A newer socket of the same client: the older one hears no more. */
  supersede(session: Session, client: string): void {
    const older = this.#readers.get(session.user)?.get(client);
    if (older === undefined || older === session) return;
    older.close(CLOSE.superseded, "superseded by a newer socket of the same client");
  }

  /** It has said hello: from now on it hears what happens. */
  seat(session: Session, client: string): void {
    this.#unread(session);
    session.save({ client });
    this.#read(session, client);
  }

  #read(session: Session, client: string): void {
    const clients = this.#readers.get(session.user) ?? new Map<string, Session>();
    this.#readers.set(session.user, clients);
    if (!clients.has(client)) this.#readerCount += 1;
    clients.set(client, session);
    this.#row = null;
  }

  #unread(session: Session): void {
    const { user, client } = session;
    const clients = this.#readers.get(user);
    if (client === null || clients?.get(client) !== session) return;
    clients.delete(client);
    this.#row = null;
    this.#readerCount -= 1;
    if (clients.size === 0) this.#readers.delete(user);
  }

  /** All, also those that are just closing. */
  get size(): number {
    return this.#sessions.size;
  }

  of(socket: Socket): Session | undefined {
    return this.#sessions.get(socket);
  }

  /** Answers the session that was there, once. */
  forget(socket: Socket): Session | undefined {
    const session = this.#sessions.get(socket);
    if (session === undefined) return undefined;
    this.#sessions.delete(socket);
    this.#tickets.delete(session.attachment.grant.jti);
    this.#unread(session);
    return session;
  }

  *[Symbol.iterator](): Generator<Session> {
    for (const session of this.#sessions.values()) if (session.isOpen) yield session;
  }

  /** Those that have said hello; one that is just dying may still count. What changes meanwhile changes the next answer. */
  readers(): readonly Session[] {
    this.#row ??= [...this.#readers.values()].flatMap((clients) => [...clients.values()]);
    return this.#row;
  }

  /** Those of one person. */
  readersOf(user: string): readonly Session[] {
    return [...(this.#readers.get(user)?.values() ?? [])];
  }

  isRead(user: string): boolean {
    return this.#readers.has(user);
  }

  get readerCount(): number {
    return this.#readerCount;
  }

  closeAll(which: (session: Session) => boolean, code: number, reason: string): void {
    for (const session of this) if (which(session)) session.close(code, reason);
  }

  /** Somebody has signed out, or was. */
  endSession(session: string): void {
    this.closeAll(({ attachment }) => attachment.grant.session === session, CLOSE.revoked, "signed out");
  }

  /** Last sign of life (epoch ms): a frame, a ping, or the opening of the socket. */
  seenAt(session: Session): number {
    const { connectedAt, helloAt, heardAt } = session.attachment;
    return Math.max(connectedAt, helloAt ?? 0, heardAt, this.#host.pingedAt(session.socket) ?? 0);
  }
}
