// The doors of a live actor: what arrives on a socket or as a call is parsed, throttled and handed to the engine.
import { CLOSE } from "#core/protocol/close-codes.ts";
import {
  ClientFrame,
  type CommandDoorBody,
  CommandFrame,
  type Hello,
  type Reject,
  type ServerFrame,
  type SignalFrame,
} from "#core/protocol/frames.ts";
import type { Identity, SocketGrant } from "#core/protocol/identity.ts";
import {
  MALFORMED_BEFORE_CLOSE,
  MAX_CLIENT_FRAME_BYTES,
  MAX_JSON_DEPTH,
  TOO_FAST_BEFORE_CLOSE,
} from "#core/protocol/limits.ts";
import { isUsualCommandText, usualCommand, usualCommands, usualHeld } from "#core/domain/usual-frames.ts";
import { fitsUtf8 } from "#core/protocol/utf8.ts";
import { parseStrictJson } from "#core/domain/strict-json.ts";
import { type Bucket, takeToken } from "#core/domain/token-bucket.ts";
import { EndedSessions } from "./ended-sessions.ts";
import type { Host, Socket } from "./host.ts";
import type { LiveActor, Sender } from "./live-actor.ts";
import type { LiveRules } from "./live-rules.ts";
import type { Session } from "./sockets.ts";
import { UsedTickets } from "./used-tickets.ts";

/** Who stands behind a fresh access token, or null. Verifying is not synchronous: keys are WebCrypto's. */
export type VerifyToken = (token: string) => Promise<Pick<Identity, "user" | "session" | "tokenExpiresAt"> | null>;

const commandNumber = (value: unknown): number | null => {
  if (typeof value !== "object" || value === null || !("n" in value)) return null;
  return typeof value.n === "number" && Number.isSafeInteger(value.n) && value.n >= 1 ? value.n : null;
};

export type Refusal = "not_found" | "session_revoked" | "ticket_used";

/** What stands behind the doors: a live actor, or a relay for those who only listen. */
export type DoorActor<State, Command> = Pick<
  LiveActor<State, Command>,
  | "state"
  | "sockets"
  | "held"
  | "command"
  | "refuse"
  | "welcome"
  | "gather"
  | "readGathered"
  | "flush"
  | "flushSoon"
  | "advance"
  | "advanceIfDue"
>;
type DoorRules<State, Command> = Pick<LiveRules<State, Command>, "isMember" | "signal" | "welcomed" | "settled">;

export class Doors<State, Command> {
  readonly #host: Host;
  readonly #actor: DoorActor<State, Command>;
  readonly #rules: DoorRules<State, Command>;
  readonly #verifyToken: VerifyToken;
  readonly #tickets: UsedTickets;
  readonly #ended: EndedSessions;
  readonly #doorBuckets = new Map<string, Bucket>();

  constructor(
    host: Host,
    actor: DoorActor<State, Command>,
    rules: DoorRules<State, Command>,
    verifyToken: VerifyToken,
  ) {
    this.#host = host;
    this.#actor = actor;
    this.#rules = rules;
    this.#verifyToken = verifyToken;
    this.#tickets = new UsedTickets(host.sql, actor.sockets);
    this.#ended = new EndedSessions(host.sql);
  }

  /** Why a socket may not be opened, or null. `mayListen`: also without being a member. */
  refusal(grant: SocketGrant, mayListen = false): Refusal | null {
    if (!mayListen && !this.#rules.isMember(this.#actor.state, grant.user)) return "not_found";
    if (this.#ended.has(grant.session)) return "session_revoked";
    return this.#tickets.has(grant.jti) ? "ticket_used" : null;
  }

  /** Somebody has signed out, or was: its sockets close, and what it still holds in hand opens none. */
  endSession(session: string): void {
    this.#ended.add(session, this.#host.now());
    this.#actor.sockets.endSession(session);
  }

  open(socket: Socket, grant: SocketGrant): Session {
    return this.#actor.sockets.accept(socket, grant);
  }

  /** One synchronous turn, but for `auth`, which has a signature to check. Under load a command waits for others, unread. */
  message(socket: Socket, message: string | ArrayBuffer): Promise<void> | void {
    const session = this.#actor.sockets.of(socket);
    if (session === undefined) return;
    session.heard(this.#host.now());
    if (typeof message !== "string") return this.#malformed(session, null);
    if (!fitsUtf8(message, MAX_CLIENT_FRAME_BYTES)) return session.close(CLOSE.tooLarge, "frame too large");
    if (!isUsualCommandText(message)) this.#actor.readGathered();
    else if (this.#actor.gather(() => void this.#read(session, message))) return;
    const read = this.#read(session, message);
    this.#actor.flushSoon();
    return read;
  }

  #read(session: Session, message: string): Promise<void> | void {
    const json = parseStrictJson(message, MAX_JSON_DEPTH);
    if (!json.ok) return this.#malformed(session, null);
    const command = usualCommand(json.value);
    if (command !== null) return this.#say(session, (sender) => this.#command(session, sender, command));
    const commands = usualCommands(json.value);
    if (commands !== null) return this.#commands(session, commands);
    const held = usualHeld(json.value);
    if (held !== null) return this.#actor.held(session, held);
    const frame = ClientFrame.safeParse(json.value);
    if (!frame.success) return this.#malformed(session, commandNumber(json.value));
    switch (frame.data.type) {
      case "command":
        return this.#commands(session, [frame.data]);
      case "commands":
        return this.#commands(session, frame.data.commands);
      case "signal":
        return this.#signal(session, frame.data);
      case "hello":
        return this.#hello(session, frame.data);
      case "held":
        return this.#actor.held(session, frame.data.seq);
      case "auth":
        return this.#auth(session, frame.data.token);
    }
  }

  /** Each is settled as if it had come alone, and all that happens leaves together. */
  #commands(session: Session, commands: readonly unknown[]): void {
    this.#say(session, (sender) => {
      for (const value of commands) {
        const frame = usualCommand(value) ?? CommandFrame.safeParse(value).data;
        if (frame === undefined) this.#malformed(session, commandNumber(value));
        else this.#command(session, sender, frame);
      }
    });
  }

  #say(session: Session, say: (sender: Sender) => void): void {
    const { client } = session;
    if (client === null) return this.#helloFirst(session);
    say(this.#senderOf(session, client));
  }

  #command(session: Session, sender: Sender, frame: CommandFrame): void {
    const retryAfterMs = session.throttle(this.#host.now());
    if (retryAfterMs !== null) return this.#tooFast(session, frame.n, retryAfterMs);
    this.#actor.command(sender, frame, null);
  }

  #signal(session: Session, { name, data }: SignalFrame): void {
    if (session.client === null) return this.#helloFirst(session);
    // Dropped when too fast: a signal may always be lost.
    if (session.throttle(this.#host.now()) !== null) return;
    if (!this.#rules.signal(session, name, data)) {
      this.#reject(session, { type: "reject", n: null, code: "unknown_signal" });
    }
  }

  #helloFirst(session: Session): void {
    this.#reject(session, { type: "reject", n: null, code: "hello_first" });
  }

  #senderOf(session: Session, client: string): Sender {
    return { user: session.user, client, seesEvents: true, reply: (frame: ServerFrame) => this.#send(session, frame) };
  }

  /** The command door: the same commands, answered as frames when they are durable. */
  submit(identity: Identity, body: CommandDoorBody): ServerFrame[] {
    this.#actor.flush();
    const frames: ServerFrame[] = [];
    const sender = {
      user: identity.user,
      client: body.client,
      seesEvents: false,
      reply: (frame: ServerFrame) => void frames.push(frame),
    };
    for (const command of body.commands) {
      const retryAfterMs = this.#throttleDoor(identity.user);
      if (retryAfterMs === null) this.#actor.command(sender, command, body.log ?? null);
      else frames.push({ type: "reject", n: command.n, code: "too_fast", retryAfterMs });
    }
    this.#actor.flush();
    return frames;
  }

  #throttleDoor(user: string): number | null {
    const now = this.#host.now();
    const rate = this.#host.socketRate;
    const known = this.#doorBuckets.get(user) ?? { tokens: rate.burst, at: now };
    const taken = takeToken(known, rate, now);
    this.#doorBuckets.set(user, taken.bucket);
    return taken.retryAfterMs;
  }

  #hello(session: Session, hello: Hello): void {
    if (!this.#rules.isMember(this.#actor.state, session.user)) {
      return session.close(CLOSE.notAMember, "not a member");
    }
    this.#actor.sockets.supersede(session, hello.client);
    // What an alarm in time would have noticed is noticed before this hello hides it.
    this.#actor.advanceIfDue();
    // Seen before it reads: whoever returns is in the roster of the welcome.
    session.save({ helloAt: this.#host.now() });
    this.#actor.advance();
    this.#actor.flush();
    this.#actor.sockets.seat(session, hello.client);
    this.#actor.welcome(session, hello);
    this.#rules.welcomed(session);
    this.#rules.settled();
  }

  async #auth(session: Session, token: string): Promise<void> {
    const identity = await this.#verifyToken(token);
    const { grant } = session.attachment;
    if (identity === null || identity.user !== grant.user || identity.session !== grant.session) {
      this.#reject(session, { type: "reject", n: null, code: "token_invalid" });
      return session.close(CLOSE.tokenExpired, "token not valid");
    }
    session.save({ grant: { ...grant, tokenExpiresAt: identity.tokenExpiresAt } });
  }

  #malformed(session: Session, n: number | null): void {
    const frame: Reject = { type: "reject", n, code: "malformed" };
    if (n !== null && session.client !== null) this.#actor.refuse(this.#senderOf(session, session.client), frame);
    else this.#reject(session, frame);
    session.save({ malformed: session.attachment.malformed + 1 });
    if (session.attachment.malformed >= MALFORMED_BEFORE_CLOSE) session.close(CLOSE.malformed, "malformed frames");
  }

  #tooFast(session: Session, n: number, retryAfterMs: number): void {
    this.#reject(session, { type: "reject", n, code: "too_fast", retryAfterMs });
    session.attachment.tooFast += 1;
    if (session.attachment.tooFast >= TOO_FAST_BEFORE_CLOSE) session.close(CLOSE.tooFast, "too many commands");
  }

  #reject(session: Session, frame: Reject): void {
    this.#send(session, frame);
  }

  #send(session: Session, frame: ServerFrame): void {
    session.send(JSON.stringify(frame));
  }

  /** A socket has closed; answers the session it belonged to, once. */
  closed(socket: Socket): Session | undefined {
    const session = this.#actor.sockets.forget(socket);
    if (session !== undefined) this.#tickets.closed(session, this.#host.now());
    return session;
  }
}
