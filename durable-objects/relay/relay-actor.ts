// One relay, whole but for the platform: the sockets behind it, its line to the actor, and what it needs to survive.
import { CLOSE } from "#core/protocol/close-codes.ts";
import { MAX_CLIENT_FRAME_BYTES } from "#core/protocol/limits.ts";
import type { SocketGrant } from "#core/protocol/identity.ts";
import { fitsUtf8 } from "#core/protocol/utf8.ts";
import { Doors, type Refusal, type VerifyToken } from "../shell/doors.ts";
import type { Host, Socket } from "../shell/host.ts";
import { type Session, Sockets } from "../shell/sockets.ts";
import { migrate } from "../shell/sqlite.ts";
import { Audience, Tail, textFor } from "./audience.ts";
import { Cursor, RELAY_OWN_MIGRATIONS } from "./cursor.ts";
import type { Basis, Crowd, Down, Load, MemberSocket, Opened, RelayAnswer, RelayCall, SocketId, Up } from "./lines.ts";
import { heldSeq, isHello } from "./own-frames.ts";
import { Uplink } from "./uplink.ts";

export interface RootPorts {
  call(call: RelayCall): Promise<RelayAnswer>;
  inBackground(work: () => Promise<void>): void;
}

/** How often a relay with sockets asks whether its actor still knows it, and closes those that are silent. */
export const CHECK_EVERY_MS = 30_000;
const GONE_AFTER_MS = 50_000;
/** Longer than a pause between two events of a busy room, shorter than it takes to hibernate. */
const QUIET_AFTER_MS = 5_000;
/** RFC 6455 registry: service restart. The page comes back with what it has. */
const COME_AGAIN = 1012;
const RETRY_MS = 500;
const COUNT_AFTER_MS = 500;

const nothing = () => {};

export class RelayActor {
  readonly sockets: Sockets;
  readonly #host: Host;
  readonly #place: number;
  readonly #ports: RootPorts;
  readonly #doors: Doors<null, never>;
  readonly #audience: Audience;
  readonly #byId = new Map<SocketId, Session>();
  readonly #cursor: Cursor;
  readonly #tail = new Tail();
  readonly #uplink: Uplink;
  #line: string | null = null;
  #expected = 0;
  #isOpening = false;
  /** The actor has woken while a line was being opened, perhaps to the one before. */
  #isOutdated = false;
  #toldAudience = 0;
  /** Came to listen since the actor was last told. */
  #came: SocketId[] = [];
  #isCounting = false;
  /** The look for quiet that is to come. */
  #quiet = nothing;

  constructor(host: Host, name: string, place: number, verifyToken: VerifyToken, ports: RootPorts) {
    this.#host = host;
    this.#place = place;
    this.#ports = ports;
    migrate(host.sql, RELAY_OWN_MIGRATIONS);
    this.sockets = new Sockets(host);
    this.#cursor = new Cursor(host.sql);
    const heard = () => ({ cursor: this.#cursor.seq, tail: this.#tail });
    this.#audience = new Audience(host, name, (call) => this.#ask(call), ports.inBackground, heard);
    this.#doors = new Doors(host, this.#desk(), this.#manners(), verifyToken);
    this.#uplink = new Uplink(host, (...batch) => this.#send(...batch), ports.inBackground);
    this.#woke();
  }

  /** What hibernated holds what the cursor says; where that was never written, pages come again with what they hold. */
  #woke(): void {
    const isKnown = this.#cursor.isKnown;
    for (const session of this.sockets) {
      if (isKnown) this.#byId.set(session.attachment.grant.jti, session);
      else session.close(COME_AGAIN, "come again");
    }
    if (isKnown && this.#byId.size > 0) this.#tail.restart(this.#cursor.seq);
    else this.#cursor.forget();
  }

  #desk() {
    return {
      state: null,
      sockets: this.sockets,
      held: (session: Session, seq: number) => this.#held(session, seq),
      command: this.#reject,
      refuse: this.#refuse,
      welcome: (session: Session, hello: Parameters<Audience["hello"]>[1]) => this.#audience.hello(session, hello),
      gather: () => false,
      readGathered: nothing,
      flush: nothing,
      flushSoon: nothing,
      advance: nothing,
      advanceIfDue: nothing,
    };
  }
  readonly #reject = (...args: Parameters<Audience["command"]>) => this.#audience.command(...args);
  readonly #refuse = (...args: Parameters<Audience["refuse"]>) => this.#audience.refuse(...args);

  #manners() {
    // What the audience signals concerns nobody.
    return { isMember: () => true, signal: () => true, welcomed: () => {}, settled: () => {} };
  }

  get load(): Load {
    let audience = 0;
    for (const session of this.sockets) if (session.attachment.grant.audience === true) audience += 1;
    return { audience, members: this.#byId.size - audience };
  }

  refusal(grant: SocketGrant): Refusal | null {
    return this.#doors.refusal(grant);
  }

  open(socket: Socket, grant: SocketGrant): void {
    const isFirst = this.#byId.size === 0;
    const session = this.#doors.open(socket, grant);
    this.#byId.set(grant.jti, session);
    if (isFirst) this.#host.setAlarm(this.#host.now() + CHECK_EVERY_MS);
    if (grant.audience === true) {
      this.#came.push(grant.jti);
      this.#countSoon();
    } else this.#uplink.push({ kind: "opened", member: this.#memberOf(session) });
    this.#openLine();
  }

  #memberOf(session: Session): MemberSocket {
    const { attachment } = session;
    return { id: attachment.grant.jti, attachment: { ...attachment }, silentMs: this.#silentMs(session) };
  }

  #silentMs(session: Session): number {
    return this.#host.now() - this.sockets.seenAt(session);
  }

  message(socket: Socket, message: string | ArrayBuffer): Promise<void> | void {
    const session = this.sockets.of(socket);
    if (session === undefined) return;
    this.#openLine();
    if (session.attachment.grant.audience === true) return this.#doors.message(socket, message);
    session.heard(this.#host.now());
    // The actor says what a binary frame is worth: it is no JSON either way.
    const text = typeof message === "string" ? message : "";
    if (!fitsUtf8(text, MAX_CLIENT_FRAME_BYTES)) return session.close(CLOSE.tooLarge, "frame too large");
    const held = heldSeq(text);
    if (held !== null) this.#held(session, held);
    else this.#uplink.push({ kind: "message", id: session.attachment.grant.jti, text });
  }

  #held(session: Session, seq: number): void {
    const wasStalled = session.attachment.stalledAt !== null;
    session.save({ unheldBytes: 0, stalledAt: null });
    if (!wasStalled || seq >= this.#cursor.seq) return;
    const missed = this.#tail.since(seq, session.attachment.grant.jti);
    if (missed === null) return session.close(CLOSE.slowReader, "too slow a reader");
    for (const text of missed) session.send(text);
  }

  closed(socket: Socket): void {
    const session = this.#doors.closed(socket);
    if (session === undefined) return;
    const { grant } = session.attachment;
    if (this.#byId.get(grant.jti) === session) this.#byId.delete(grant.jti);
    if (grant.audience === true) this.#countSoon();
    else this.#uplink.push({ kind: "closed", id: grant.jti });
    this.#openLine();
  }

  /** How many listen is told when it changes, a storm of arrivals as one. */
  #countSoon(): void {
    if (this.#isCounting) return;
    this.#isCounting = true;
    this.#host.defer(COUNT_AFTER_MS, () => {
      this.#isCounting = false;
      if (this.#came.length > 0 || this.load.audience !== this.#toldAudience) this.#check();
    });
  }

  #check(): void {
    const line = this.#line;
    if (line === null) return this.#openLine();
    const crowd = this.#crowd();
    this.#ports.inBackground(async () => {
      const known = await this.#ports.call({ kind: "check", place: this.#place, line, crowd }).catch(() => null);
      if (known !== null) this.#told(crowd);
      else if (this.#line === line) this.#reopen();
    });
  }

  #crowd(): Crowd {
    return { audience: this.load.audience, came: [...this.#came] };
  }

  #told({ audience, came }: Crowd): void {
    this.#toldAudience = audience;
    this.#came = this.#came.slice(came.length);
  }

  #reopen(): void {
    this.#line = null;
    this.#openLine();
  }

  /** Whatever was missed meanwhile comes down the new line. */
  #openLine(): void {
    if (this.#line !== null || this.#isOpening) return;
    if (this.#byId.size === 0 && this.#uplink.isEmpty) return;
    this.#isOpening = true;
    const line = this.#host.randomId();
    this.#line = line;
    this.#expected = 0;
    this.#early = [];
    const members = [...this.#byId.values()]
      .filter(({ attachment }) => attachment.grant.audience !== true)
      .map((session) => this.#memberOf(session));
    const crowd = this.#crowd();
    const isHeld = this.#cursor.isKnown && this.sockets.readerCount > 0;
    // Nobody holds anything: the line begins at the head, and nobody is welcomed before it does.
    if (!isHeld) this.#tail.restart(null);
    const held = isHeld ? { log: this.#cursor.log, seq: this.#cursor.seq } : null;
    this.#ports.inBackground(async () => {
      // Behind the turn: the first socket is there before anything comes down.
      const call = { kind: "open", place: this.#place, line, held, members, crowd } as const;
      const opened = (await this.#ports.call(call).catch(() => null)) as Opened | null;
      this.#isOpening = false;
      if (opened === null) {
        this.#line = null;
        this.#host.defer(RETRY_MS, () => this.#openLine());
        return;
      }
      this.#told(crowd);
      this.#joined(opened, held);
      if (this.#isOutdated) {
        this.#isOutdated = false;
        return this.#reopen();
      }
      this.#uplink.reopened();
    });
  }

  #joined({ log, head }: Opened, held: { readonly log: string; readonly seq: number } | null): void {
    if (held !== null && (held.log !== log || held.seq > head)) {
      // A restored actor: what these pages hold is of another log.
      for (const session of this.sockets) session.close(COME_AGAIN, "come again");
    }
    if (held === null || held.log !== log || held.seq > head) {
      this.#cursor.move(log, head);
      this.#tail.restart(head);
    } else if (this.#tail.after === null) this.#tail.restart(held.seq);
    this.#audience.forget();
    for (const early of this.#early.splice(0)) this.#take(early.no, early.items);
    this.#audience.moved();
  }
  /** Of the line that is being opened. */
  #early: { readonly no: number; readonly items: readonly Down[] }[] = [];

  async #ask(call: Extract<RelayCall, { kind: "basis" }>): Promise<Basis> {
    const basis = (await this.#ports.call(call)) as Basis | null;
    if (basis === null) throw new Error("no such actor");
    return basis;
  }

  /** A page that was welcomed has no use for the answer to its hello again. */
  #isStillWanted(item: Up): boolean {
    if (item.kind !== "message" || !isHello(item.text)) return true;
    return this.#byId.get(item.id)?.client === null;
  }

  async #send(batch: number, all: readonly Up[], isRepeat: boolean): Promise<boolean> {
    const line = this.#line;
    if (line === null || this.#isOpening) {
      this.#openLine();
      return false;
    }
    const crowd = this.#crowd();
    const items = isRepeat ? all.filter((item) => this.#isStillWanted(item)) : all;
    const call = { kind: "up", place: this.#place, line, batch, items, crowd } as const;
    const known = await this.#ports.call(call).catch(() => null);
    if (known !== null) this.#told(crowd);
    else if (this.#line === line) this.#reopen();
    return known !== null;
  }

  /** The actor has something for the sockets behind this relay. */
  down(line: string, no: number, items: readonly Down[]): Load | null {
    if (line !== this.#line) {
      this.#openLine();
      return null;
    }
    // The line is open for the actor as soon as it was asked, which may be before its answer is here.
    if (this.#isOpening) this.#early.push({ no, items });
    else this.#take(no, items);
    return this.load;
  }

  #take(no: number, items: readonly Down[]): void {
    // Told again what has come before: the answer was lost, not the question.
    for (const item of items.slice(Math.max(0, this.#expected - no))) this.#apply(item);
    this.#expected = Math.max(this.#expected, no + items.length);
    this.#quietLater();
  }

  #apply(item: Down): void {
    switch (item.kind) {
      case "events":
        return this.#events(item);
      case "frame":
        for (const id of item.ids) this.#byId.get(id)?.send(item.text);
        return;
      case "audience":
        return this.#toAudience(item.text, item.greets);
      case "attachment":
        return this.#attach(item);
      case "close":
        this.#byId.get(item.id)?.socket.close(item.code, item.reason);
        return;
      case "reseat":
        return this.sockets.closeAll(
          ({ user, attachment }) => user === item.user && attachment.grant.audience === true,
          COME_AGAIN,
          "a seat is free",
        );
      case "done":
        return this.#uplink.done(item.batch);
    }
  }

  #attach({ id, attachment }: Extract<Down, { kind: "attachment" }>): void {
    const session = this.#byId.get(id);
    if (session === undefined) return;
    // Flow is this end's own, and who reads is known by more than the attachment.
    const { unheldBytes: _bytes, stalledAt: _stalled, heardAt: _heard, client, ...known } = attachment;
    session.save(known);
    if (client !== null) this.sockets.seat(session, client);
  }

  #events(item: Extract<Down, { kind: "events" }>): void {
    if (item.last <= this.#cursor.seq) return;
    const now = this.#host.now();
    this.#cursor.move(this.#cursor.log, item.last);
    this.#tail.push(item);
    for (const reader of this.sockets.readers()) {
      const text = item.instead.length === 0 ? item.text : textFor(item, reader.attachment.grant.jti);
      if (text !== "" && !this.#audience.isWaiting(reader) && reader.mayReceive(now)) reader.send(text);
    }
    this.#audience.moved();
  }

  #toAudience(text: string, greets: boolean): void {
    const now = this.#host.now();
    if (greets) this.#audience.greeted(text);
    for (const reader of this.sockets.readers()) {
      if (reader.attachment.grant.audience !== true || this.#audience.isWaiting(reader)) continue;
      if (reader.mayReceive(now)) reader.send(text);
    }
  }

  /** Written down once it is quiet: only what is quiet hibernates, and whoever is killed has no sockets left. */
  #quietLater(): void {
    this.#quiet();
    this.#quiet = this.#host.defer(QUIET_AFTER_MS, () => {
      if (this.#uplink.isEmpty) this.#cursor.write();
    });
  }

  greet(): Load {
    if (this.#isOpening) this.#isOutdated = true;
    else this.#reopen();
    return this.load;
  }

  look(): [SocketId, number][] {
    return [...this.#byId]
      .filter(([, { attachment }]) => attachment.grant.audience !== true)
      .map(([id, session]) => [id, this.#silentMs(session)]);
  }

  revokeSession(session: string): void {
    this.#doors.endSession(session);
  }

  /** The platform's alarm. */
  wake(): void | Promise<void> {
    const now = this.#host.now();
    for (const session of this.sockets) {
      if (now - this.sockets.seenAt(session) < GONE_AFTER_MS) continue;
      session.close(1001, "silent");
      this.closed(session.socket);
    }
    if (this.#byId.size === 0) return;
    this.#host.setAlarm(now + CHECK_EVERY_MS);
    this.#check();
  }
}
