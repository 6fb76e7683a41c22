// The relays of one actor, as the actor knows them: who sits where, what goes down each line, what came up.
import { CLOSE } from "#core/protocol/close-codes.ts";
import type { Events } from "#core/protocol/frames.ts";
import type { SocketGrant } from "#core/protocol/identity.ts";
import type { Fanout } from "../shell/fanout.ts";
import type { LiveActor } from "../shell/live-actor.ts";
import type { Host, Socket } from "../shell/host.ts";
import { type Session, Sockets } from "../shell/sockets.ts";
import type { Migration } from "../shell/sqlite.ts";
import type { Basis, Crowd, Load, MemberSocket, Opened, RelayAnswer, RelayCall, RelayRpc, SocketId } from "./lines.ts";
import { Line } from "./line.ts";
import { RemoteSocket } from "./remote-socket.ts";
import { RelaySeats } from "./seats.ts";

export const RELAY_MIGRATIONS: readonly Migration[] = [
  { id: "relays", sql: "CREATE TABLE relays (place INTEGER PRIMARY KEY);" },
];

export interface RelayPorts {
  relay(place: number): RelayRpc;
  /** Keeps the instance until it is done; never awaited by a turn. */
  inBackground(work: () => Promise<void>): void;
  /** Sockets one object serves by itself. */
  readonly socketsPerObject: number;
}

/** The part of a room or conversation that a relay speaks to. */
export type Root<State, Command> = {
  readonly actor: LiveActor<State, Command>;
  isMember(user: string): boolean;
  message(socket: Socket, text: string): Promise<void> | void;
  closed(socket: Socket): void;
  /** What whoever listens is told after a welcome. */
  greeting(): readonly string[];
  /** Sockets behind relays were seen, or came and went: presence may differ. */
  moved(): void;
};

/** RFC 6455 registry: service restart. */
const CLOSE_COME_AGAIN = 1012;

/** Somebody of the audience, for rules about who is told: nobody in particular. */
const ANYBODY: SocketGrant = {
  user: "usr_00000000000000000000000000" as SocketGrant["user"],
  name: "",
  session: "ses_00000000000000000000000000" as SocketGrant["session"],
  role: "guest",
  tokenExpiresAt: 0,
  jti: "audience",
  ticketExpiresAt: 0,
};

/** The machine, with the sockets behind relays among its own. */
export const withRelays = (host: Host): Host => ({
  ...host,
  pingedAt: (socket) => (socket instanceof RemoteSocket ? socket.pingedAt(host.now()) : host.pingedAt(socket)),
});

export class Relays<State, Command> implements Fanout {
  readonly #host: Host;
  readonly #ports: RelayPorts;
  readonly #root: () => Root<State, Command>;
  readonly #lines = new Map<number, Line>();
  readonly #seats: RelaySeats;
  readonly #anybody: Session;
  #isLooking = false;

  constructor(host: Host, ports: RelayPorts, root: () => Root<State, Command>) {
    this.#host = host;
    this.#ports = ports;
    this.#root = root;
    this.#seats = new RelaySeats(host, ports.socketsPerObject);
    const nowhere = { readyState: 1, send: () => {}, close: () => {}, serializeAttachment: () => {} };
    const audience = { ...nowhere, deserializeAttachment: () => null };
    this.#anybody = new Sockets({ ...host, sockets: () => [] }).accept(audience, ANYBODY);
  }

  /** A new instance knows of no line: relays with sockets open one, and hear of what they missed. */
  woke(): void {
    for (const place of this.#seats.places()) this.#greet(place);
  }

  /** How many listen. */
  get audience(): number {
    let count = 0;
    for (const line of this.#lines.values()) count += line.audience;
    return count;
  }

  /** Whether its ticket has sent somebody to a relay already. */
  hasSent(jti: string): boolean {
    return this.#seats.hasSent(jti);
  }

  /** The relay that serves this socket; null where the actor does so itself. Members first: the audience is the relays'. */
  placeFor(grant: SocketGrant): number | null {
    if (grant.audience !== true && this.#ownCount() < this.#ports.socketsPerObject) return null;
    return this.#seats.placeFor(grant, (place) => this.#lines.get(place)?.load ?? null);
  }

  /** Sockets here, but for those that members hold behind relays. */
  #ownCount(): number {
    let behindRelays = 0;
    for (const { sockets } of this.#lines.values()) behindRelays += sockets.size;
    return this.#root().actor.sockets.size - behindRelays;
  }

  answer(call: RelayCall): RelayAnswer {
    switch (call.kind) {
      case "open":
        return this.#open(call);
      case "basis":
        return this.#basis(call.asking);
    }
    const line = this.#lines.get(call.place);
    if (line?.id !== call.line) return null;
    this.#arrived(line, call.crowd);
    if (call.kind === "up") this.#up(line, call);
    return true;
  }

  #arrived(line: Line, { audience, came }: Crowd): void {
    for (const jti of came) this.#seats.arrived(jti);
    this.#count(line, audience);
  }

  #count(line: Line, audience: number): void {
    if (line.audience === audience) return;
    line.audience = audience;
    this.#root().moved();
  }

  #open({ place, line: id, held, members, crowd }: Extract<RelayCall, { kind: "open" }>): Opened {
    const { actor } = this.#root();
    actor.flush();
    this.#seats.add(place);
    const line = new Line(id, place, (one) => this.#pump(one));
    const before = this.#lines.get(place);
    this.#lines.set(place, line);
    this.#arrived(line, crowd);
    for (const member of members) this.#adopt(line, before, member);
    for (const lost of before?.sockets.values() ?? []) {
      if (!line.sockets.has(lost.id)) this.#root().closed(lost);
    }
    if (held !== null && held.log === actor.logId && held.seq < actor.head) this.#catchUp(line, held.seq);
    this.#root().moved();
    return { log: actor.logId, head: actor.head };
  }

  #adopt(line: Line, before: Line | undefined, member: Parameters<Line["adopt"]>[0]): void {
    const { actor, isMember } = this.#root();
    this.#seats.arrived(member.id);
    // What this instance knows of a socket is newer than what the relay does.
    const known = before?.sockets.get(member.id);
    // Closed here while nothing could be said to the relay.
    if (known !== undefined && actor.sockets.of(known)?.isOpen !== true) return this.#sendBack(line, member.id);
    if (known === undefined && this.#isSuperseded(member)) return this.#sendBack(line, member.id, CLOSE.superseded);
    const socket = known ?? line.adopt(member, (place, item) => this.#lines.get(place)?.push(item));
    if (known === undefined) actor.sockets.adopt(socket);
    else line.keep(known);
    const session = actor.sockets.of(socket);
    if (session !== undefined && !isMember(session.user)) session.close(CLOSE.notAMember, "not a member");
  }

  /** The same page may have come back by another way while this was said: its newest socket stays. */
  #isSuperseded({ attachment: { grant, client, connectedAt } }: MemberSocket): boolean {
    for (const reader of this.#root().actor.sockets.readersOf(grant.user)) {
      if (reader.client !== client || reader.attachment.grant.jti === grant.jti) continue;
      if (reader.attachment.connectedAt >= connectedAt) return true;
      reader.close(CLOSE.superseded, "superseded by a newer socket of the same client");
    }
    return false;
  }

  /** The actor knows of no such socket: it comes again, or has. */
  #sendBack(line: Line, id: SocketId, code: number = CLOSE_COME_AGAIN): void {
    line.push({ kind: "close", id, code, reason: "come again" });
  }

  #catchUp(line: Line, seq: number): void {
    const { actor } = this.#root();
    const partly: SocketId[] = [];
    for (const socket of line.sockets.values()) {
      const session = actor.sockets.of(socket);
      const from = session === undefined ? 1 : actor.visibleFrom(session.user);
      if (from <= 1) continue;
      // Theirs is cut otherwise: sent to each, and left out below.
      partly.push(socket.id);
      for (const text of actor.replay(Math.max(seq, from - 1), from)) {
        line.push({ kind: "frame", ids: [socket.id], text });
      }
    }
    let first = seq + 1;
    for (const text of actor.replay(seq, 1)) {
      const { events } = JSON.parse(text) as Events;
      const last = events.at(-1)?.seq ?? first;
      line.push({ kind: "events", first, last, text, instead: [{ ids: partly, text: "" }] });
      first = last + 1;
    }
  }

  #up(line: Line, { batch, items }: Extract<RelayCall, { kind: "up" }>): void {
    const root = this.#root();
    for (const item of items) {
      if (item.kind === "opened") {
        if (!line.sockets.has(item.member.id)) this.#adopt(line, undefined, item.member);
        continue;
      }
      const socket = line.sockets.get(item.id);
      if (socket === undefined) {
        if (item.kind === "message") this.#sendBack(line, item.id);
        continue;
      }
      if (item.kind === "message") void root.message(socket, item.text);
      else {
        line.sockets.delete(item.id);
        socket.readyState = 3;
        root.closed(socket);
      }
    }
    root.actor.whenFlushed(() => line.push({ kind: "done", batch }));
  }

  #basis(asking: Extract<RelayCall, { kind: "basis" }>["asking"]): Basis {
    const { actor, greeting } = this.#root();
    actor.flush();
    const { logId: log, head } = actor;
    const isForeign = asking !== null && asking.log !== null && asking.log !== log;
    return {
      log,
      head,
      now: this.#host.now(),
      stateHash: actor.hashOfState(),
      state: this.#stateText(head),
      greeting: greeting(),
      settled: asking === null ? [] : actor.settledOf(asking.user, asking.client, asking.pending, isForeign),
    };
  }

  /** The same for every relay that asks before the next event. */
  #stateText(head: number): string {
    if (this.#stateAt.head !== head) this.#stateAt = { head, text: JSON.stringify(this.#root().actor.state) };
    return this.#stateAt.text;
  }
  #stateAt = { head: 0, text: "" };

  /** One flush, told once to every relay. `textFor` is null where everybody sees all of it. */
  published(first: number, last: number, whole: string, textFor: ((user: string) => string) | null): void {
    for (const line of this.#lines.values()) {
      const instead = textFor === null ? [] : this.#insteadOf(line, whole, textFor);
      line.push({ kind: "events", first, last, text: whole, instead });
    }
  }

  #insteadOf(line: Line, whole: string, textFor: (user: string) => string) {
    const byText = new Map<string, string[]>();
    for (const socket of line.sockets.values()) {
      const session = this.#root().actor.sockets.of(socket);
      if (session === undefined) continue;
      const text = textFor(session.user);
      if (text !== whole) byText.set(text, [...(byText.get(text) ?? []), socket.id]);
    }
    return [...byText].map(([text, ids]) => ({ ids, text }));
  }

  /** What members behind relays are told goes to their sockets; this is for the audience. */
  broadcast(text: string, greets: boolean, to: (session: Session) => boolean): void {
    if (!to(this.#anybody)) return;
    for (const line of this.#lines.values()) line.push({ kind: "audience", text, greets });
  }

  /** Somebody who may have listened until now is a member. */
  reseat(user: string): void {
    for (const line of this.#lines.values()) if (line.audience > 0) line.push({ kind: "reseat", user });
  }

  async revokeSession(session: string): Promise<void> {
    await Promise.all([...this.#seats.places()].map((place) => this.#ports.relay(place).revokeSession(session)));
  }

  /** Last signs of life of members behind relays; `moved` is told when they are there. */
  look(): void {
    const lines = [...this.#lines.values()].filter((line) => line.sockets.size > 0);
    if (this.#isLooking || lines.length === 0) return;
    this.#isLooking = true;
    this.#ports.inBackground(async () => {
      const looks = await Promise.allSettled(lines.map(({ place }) => this.#ports.relay(place).look()));
      this.#isLooking = false;
      for (const [index, seen] of looks.entries()) {
        if (seen.status === "rejected") continue;
        for (const [id, silentMs] of seen.value) lines[index]?.sockets.get(id)?.looked(silentMs);
      }
      this.#root().moved();
    });
  }

  #greet(place: number): void {
    this.#ports.inBackground(async () => {
      // Whoever woke the actor by opening a line needs no telling.
      await Promise.resolve();
      if (this.#lines.get(place)?.isBroken === false) return;
      try {
        this.#loaded(place, await this.#ports.relay(place).greet());
      } catch (error) {
        this.#host.report(error);
      }
    });
  }

  /** A relay without sockets is no part of the actor any more. */
  #loaded(place: number, { members, audience }: Load): void {
    const line = this.#lines.get(place);
    if (line !== undefined) this.#count(line, audience);
    if (members + audience === 0 && this.#seats.release(place)) this.#lines.delete(place);
  }

  /** One delivery at a time, so that a slow relay gets more at once and never out of order. */
  #pump(line: Line): void {
    this.#ports.inBackground(async () => {
      // Behind the turn: what it sends belongs together, and leaves only if the turn holds.
      await Promise.resolve();
      await line.deliver(async (no, items) => {
        const load = await this.#ports.relay(line.place).down(line.id, no, items);
        if (this.#lines.get(line.place) !== line) return false;
        if (load === null) this.#lost(line);
        else this.#loaded(line.place, load);
        return load !== null;
      });
      if (line.isBroken && this.#lines.get(line.place) === line) {
        this.#lost(line);
        this.#greet(line.place);
      }
    });
  }

  /** The relay has forgotten the line. Its members keep their seats until it opens another, or until they are silent. */
  #lost(line: Line): void {
    this.#lines.set(line.place, line.closed());
  }
}
