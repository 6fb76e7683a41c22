// One lock-in room, whole but for the platform: the engine, its rules, presence, keys and effects.
import { graceMs } from "#core/domain/lock-in/advance.ts";
import { memberOf, type RoomState } from "#core/domain/lock-in/room-state.ts";
import { err, ok, type Result } from "#core/domain/result.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import type { RoomReplay } from "#core/protocol/directory.ts";
import type { CommandDoorBody, SequencedEvent, ServerFrame } from "#core/protocol/frames.ts";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { Identity, SocketGrant } from "#core/protocol/identity.ts";
import type { RoomId, UserId } from "#core/protocol/ids.ts";
import {
  type MemberKind,
  type Plan,
  ROOM_SIGNALS,
  type RoomCommand,
  type RoomSignalName,
  type Visibility,
} from "#core/protocol/rooms.ts";
import type { VoiceSignalName } from "#core/protocol/voice.ts";
import { type RelayPorts, Relays, withRelays } from "../relay/relays.ts";
import { Doors, type Refusal, type VerifyToken } from "../shell/doors.ts";
import type { Host, Socket } from "../shell/host.ts";
import { LiveActor } from "../shell/live-actor.ts";
import type { LiveRules, NamedEvent } from "../shell/live-rules.ts";
import type { Session } from "../shell/sockets.ts";
import { migrate } from "../shell/sqlite.ts";
import { isSlideshowSignal, type SlideshowPorts, Slideshows } from "../shell/slideshow.ts";
import { Typing } from "../shell/typing.ts";
import type { Redirect } from "../shell/platform-socket.ts";
import { ROOM_MIGRATIONS } from "./migrations.ts";
import { RoomEffects, type RoomPorts as EffectPorts } from "./room-effects.ts";
import { RoomKeys } from "./room-keys.ts";
import { RoomPresence } from "./room-presence.ts";
import { roomRules } from "./room-rules.ts";
import { isVoiceSignal, RoomVoice } from "./room-voice.ts";

export type RoomCreation = {
  readonly id: RoomId;
  readonly title: string;
  readonly visibility: Visibility;
  readonly plan: Plan;
  readonly openChat: boolean;
  readonly code: string | null;
  readonly creator: Pick<Identity, "user" | "name" | "role">;
};

export type RoomPorts = EffectPorts &
  SlideshowPorts & {
    readonly relays: RelayPorts;
    /** How many members a room has. */
    readonly seats: number;
  };

const kindOf = (role: Identity["role"]): MemberKind => (role === "guest" ? "guest" : "member");
const isSignalName = (name: string): name is RoomSignalName => Object.hasOwn(ROOM_SIGNALS, name);

export class RoomActor {
  readonly #host: Host;
  readonly #actor: LiveActor<RoomState, RoomCommand>;
  readonly #doors: Doors<RoomState, RoomCommand>;
  readonly #presence: RoomPresence;
  readonly #voice: RoomVoice;
  readonly #effects: RoomEffects;
  readonly #keys: RoomKeys;
  readonly #slideshow: Slideshows;
  readonly #typing: Typing;
  readonly relays: Relays<RoomState, RoomCommand>;
  readonly #seats: number;
  /** Set by a flush in which somebody left: their sockets close behind it. */
  #someoneLeft = false;

  /** Wakes a room; with `creation`, makes it first. */
  constructor(machine: Host, name: string, verifyToken: VerifyToken, ports: RoomPorts, creation?: RoomCreation) {
    const host = withRelays(machine);
    this.#host = host;
    this.#seats = ports.seats;
    this.#typing = new Typing(host);
    migrate(host.sql, ROOM_MIGRATIONS);
    this.#keys = new RoomKeys(host.sql);
    this.#voice = new RoomVoice(host, () => this.#actor);
    this.#presence = new RoomPresence(
      host,
      () => this.#actor,
      this.#voice,
      () => this.relays.audience,
    );
    this.#slideshow = new Slideshows(host, name, ports, () => this.#actor);
    const rules: LiveRules<RoomState, RoomCommand> = {
      ...roomRules(
        () => this.#presence.sightings(),
        () => this.#presence.absentSince(),
        this.#slideshow.stagehand,
      ),
      signal: (session, signal, data) => this.#signal(session, signal, data),
      welcomed: (session) => this.#welcomed(session),
      appended: (events, state) => this.#appended(events, state),
      settled: () => this.#settled(),
    };
    this.#effects = new RoomEffects(host, () => this.#actor, ports);
    this.#actor = new LiveActor(host, name, rules);
    this.#doors = new Doors(host, this.#actor, rules, verifyToken);
    this.relays = new Relays(host, ports.relays, () => ({
      actor: this.#actor,
      isMember: (user) => memberOf(this.state, user) !== undefined,
      message: (socket, text) => this.message(socket, text),
      closed: (socket) => this.closed(socket),
      greeting: () => this.#presence.greeting(),
      moved: () => this.#presence.publishSoon(),
    }));
    this.#actor.fanout = this.relays;
    if (creation !== undefined) this.#create(creation);
    this.#slideshow.woke(this.state);
    // After a crash there are members whose sockets nobody saw closing; after a hibernation there are none.
    if (creation === undefined && this.#presence.absentSince().size > 0) this.#actor.arm();
    this.relays.woke();
  }

  #create(creation: RoomCreation): void {
    if (creation.code !== null) this.#keys.add(creation.code, null, null);
    this.#actor.happen(RoomActor.#firstEvents(creation));
    this.#actor.flush();
  }

  static #firstEvents({ id, title, visibility, plan, openChat, creator }: RoomCreation): NamedEvent[] {
    const { user, name, role } = creator;
    return [
      { name: "created", data: { id, title, visibility, plan, openChat, by: user } },
      { name: "joined", data: { user, name, kind: kindOf(role) } },
    ];
  }

  get state(): RoomState {
    return this.#actor.state;
  }

  /** Lets somebody in who has the right: members, everyone in a public room, holders of a code that opens it. */
  admit(
    identity: Pick<Identity, "user" | "name" | "role">,
    code: string | null,
  ): Result<null, "not_found" | "room_full"> {
    const { user, name, role } = identity;
    this.#actor.flush();
    const { state } = this.#actor;
    if (memberOf(state, user) !== undefined) return ok(null);
    const opened = code !== null && this.#keys.opens(code, this.#host.now());
    if (!opened && state.room.visibility !== "public") return err("not_found");
    if (this.#isFull) return err("room_full");
    this.#actor.happen([{ name: "joined", data: { user, name, kind: kindOf(role) } }]);
    if (opened && code !== null) this.#keys.use(code);
    this.#actor.flush();
    this.relays.reseat(user);
    this.#presence.publishSoon();
    return ok(null);
  }

  get #isFull(): boolean {
    return this.state.roster.length >= this.#seats;
  }

  /** Where every seat of a public room is taken, others may listen. */
  #mayListen(user: string): boolean {
    const { room } = this.state;
    return memberOf(this.state, user) === undefined && room.visibility === "public" && this.#isFull;
  }

  /** Who has what is shown here: members, and whoever may listen; those who do so already also when a seat gets free. */
  attends(user: string): boolean {
    const isListenedTo = this.state.room.visibility === "public" && (this.#isFull || this.relays.audience > 0);
    return isListenedTo || memberOf(this.state, user) !== undefined;
  }

  /** Whoever may see the room from outside: its members, and everyone with a right to enter it. */
  maySee(user: string | null, code: string | null): boolean {
    const { state } = this.#actor;
    if (state.room.visibility === "public") return true;
    if (user !== null && memberOf(state, user) !== undefined) return true;
    return code !== null && this.#keys.opens(code, this.#host.now());
  }

  /** Everything the directory knows, said anew. */
  replay(): RoomReplay {
    this.#actor.flush();
    const { room, roster } = this.state;
    const { openChat, createdBy, createdAt } = room;
    const activeAt = this.#actor.eventAt(this.#actor.head)?.at ?? createdAt;
    const joinedAt = roster.map((member) => member.joinedAt);
    return {
      ...this.#effects.projection(),
      activeAt,
      openChat,
      createdBy,
      createdAt,
      joinedAt,
      codes: this.#keys.all(),
    };
  }

  code(): string | null {
    return this.#keys.permanent();
  }

  invite(user: string, code: string, expiresAt: number, uses: number | null): Result<null, "not_found"> {
    if (memberOf(this.#actor.state, user) === undefined) return err("not_found");
    this.#keys.add(code, expiresAt, uses);
    return ok(null);
  }

  /** What this member earned in the present session, or in the last one. */
  receiptsOf(user: string): AttendanceReceipt[] {
    const startedSeq = this.state.session?.startedSeq;
    if (startedSeq === undefined) return [];
    return this.#actor
      .eventsAfter(startedSeq)
      .filter(({ name }) => name === "attended")
      .flatMap(({ data }) => (data as { receipts: AttendanceReceipt[] }).receipts)
      .filter((receipt) => receipt.user === user);
  }

  /** Why a socket may not be opened, or null. */
  refusal(grant: SocketGrant): Refusal | null {
    if (this.relays.hasSent(grant.jti)) return "ticket_used";
    return this.#doors.refusal(grant, this.#mayListen(grant.user));
  }

  placeFor(asked: SocketGrant): Redirect | null {
    const grant = this.#mayListen(asked.user) ? { ...asked, audience: true } : asked;
    const place = this.relays.placeFor(grant);
    return place === null ? null : { place, grant };
  }

  open(socket: Socket, grant: SocketGrant): void {
    this.#doors.open(socket, grant);
  }

  message(socket: Socket, message: string | ArrayBuffer): Promise<void> | void {
    return this.#doors.message(socket, message);
  }

  closed(socket: Socket): void {
    const session = this.#doors.closed(socket);
    if (session === undefined) return;
    const now = this.#host.now();
    this.#presence.closed(session, now);
    this.#voice.closed(session);
    // No event and no frame for a close: who stays away is noticed by the one alarm this arms.
    if (memberOf(this.state, session.user) !== undefined) this.#actor.armBy(now + graceMs(this.state, session.user));
  }

  /** Null where the caller is no member. */
  submit(identity: Identity, body: CommandDoorBody): ServerFrame[] | null {
    if (memberOf(this.#actor.state, identity.user) === undefined) return null;
    for (const { name, data } of body.signals ?? []) {
      if (name === "typing") this.#broadcastTyping(identity.user, data);
      else if (isSlideshowSignal(name)) this.#slideshow.signal(identity.user, null, name, data);
    }
    return this.#doors.submit(identity, body);
  }

  revoke(session: string): Promise<void> {
    this.#doors.endSession(session);
    return this.relays.revokeSession(session);
  }

  /** The platform alarm: what is due happens in this turn, what others must learn of it behind. */
  wake(): Promise<void> {
    this.#look();
    return this.#effects.runDue().then(() => this.#actor.rearm());
  }

  #look(): void {
    this.relays.look();
    this.#presence.closeSilent();
    this.#actor.advance();
    this.#actor.flush();
    this.#presence.publishIfChanged();
  }

  #signal(session: Session, name: string, data: unknown): boolean {
    if (isSlideshowSignal(name)) return this.#slideshow.signal(session.user, session, name, data);
    if (!isSignalName(name)) return false;
    if (isVoiceSignal(name)) return this.#voiceSignal(session, name, data);
    const parsed = ROOM_SIGNALS[name].safeParse(data);
    if (!parsed.success) return false;
    const value = parsed.data;
    if (name === "watch") this.#look();
    else if (name === "typing") this.#broadcastTyping(session.user, data);
    else if ("ms" in value) session.save({ rttMs: value.ms });
    else if ("on" in value) {
      session.save(name === "visible" ? { visible: value.on } : { speaking: value.on });
      this.#presence.publishSoon();
    }
    return true;
  }

  #voiceSignal(session: Session, name: VoiceSignalName, data: unknown): boolean {
    const isKnown = this.#voice.signal(session, name, data);
    if (isKnown && name === "voice") this.#presence.publishSoon();
    return isKnown;
  }

  #broadcastTyping(user: UserId, data: unknown): void {
    const signal = this.#typing.signal(user, data);
    if (signal !== null) this.#actor.broadcast(signal, (reader) => reader.user !== user);
  }

  /** A name changed, or a guest registered, since this person was last written into the roster. */
  #welcomed(session: Session): void {
    const { user, name, role } = session.attachment.grant;
    const member = memberOf(this.#actor.state, user);
    if (member !== undefined && (member.name !== name || member.kind !== kindOf(role))) {
      this.#actor.happen([{ name: "returned", data: { user, name, kind: kindOf(role) } }]);
      this.#actor.flush();
    }
    this.#presence.sendTo(session);
    this.#presence.publishSoon();
  }

  #appended(events: readonly SequencedEvent[], state: RoomState): void {
    this.#someoneLeft ||= events.some((event) => event.name === "left");
    this.#slideshow.appended(events, state);
    this.#effects.appended(events, state);
  }

  #settled(): void {
    if (!this.#someoneLeft) return;
    this.#someoneLeft = false;
    const { state, sockets } = this.#actor;
    sockets.closeAll(({ user }) => memberOf(state, user) === undefined, CLOSE.notAMember, "left");
    this.#presence.publishSoon();
  }
}
