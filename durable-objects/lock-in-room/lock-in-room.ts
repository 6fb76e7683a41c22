// The platform's shell around one lock-in room: wakes it, hands it sockets, alarms and the Worker's calls.
import { DurableObject } from "cloudflare:workers";
import { err, ok, type Result } from "#core/domain/result.ts";
import { memberOf, roomPhase } from "#core/domain/lock-in/room-state.ts";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import type { RoomReplay } from "#core/protocol/directory.ts";
import type { CommandDoorBody } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { RoomDoor } from "#core/protocol/rooms.ts";
import type { RelayAnswer, RelayCall } from "../relay/lines.ts";
import { projectorOf, relayOf, scaleLimits, socketLimitFactor, streaksOf, tokenVerifier } from "../shell/bindings.ts";
import { durableHost } from "../shell/durable-host.ts";
import { answerClose, upgradeSocket } from "../shell/platform-socket.ts";
import { isMigrated } from "../shell/sqlite.ts";
import { openStreak } from "../user-streak/open-streak.ts";
import { RoomActor, type RoomCreation, type RoomPorts } from "./room-actor.ts";

/** What the Worker shows of a room; it adds the links. */
export type RoomSight = Omit<RoomDoor, "joinUrl" | "activeAt">;
export type RoomFailure = "uncreated" | "not_found" | "room_full";

export class LockInRoom extends DurableObject<Env> {
  #room: RoomActor | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    // An object that was only asked about, by a guessed id, writes nothing.
    if (isMigrated(ctx.storage.sql)) this.#room = this.#build();
  }

  #build(creation?: RoomCreation): RoomActor {
    const projector = projectorOf(this.ctx);
    const { socketsPerObject, roomSeats } = scaleLimits(this.env);
    const actor = this.ctx.id.name ?? "";
    const inBackground = (work: () => Promise<void>) => this.ctx.waitUntil(work());
    const ports: RoomPorts = {
      relays: { relay: (place) => relayOf(this.env, actor, place), inBackground, socketsPerObject },
      seats: roomSeats,
      recordReceipt: (receipt) => this.#recordReceipt(receipt),
      projectRoom: (room) => projector.projectRoom(room),
      recordEvents: (events) => projector.recordEvents(events),
      openShowing: (showing) => projector.openShowing(showing),
      closeShowing: (grant) => projector.closeShowing(grant),
      inBackground,
    };
    return new RoomActor(
      durableHost(this.ctx, socketLimitFactor(this.env)),
      actor,
      tokenVerifier(this.env),
      ports,
      creation,
    );
  }

  async #recordReceipt(receipt: AttendanceReceipt): Promise<void> {
    await openStreak(streaksOf(this.env), receipt.user).recordReceipts([receipt]);
  }

  /** Idempotent: the first call makes the room, later ones change nothing. */
  create(creation: RoomCreation): void {
    this.#room ??= this.#build(creation);
  }

  /** Lets somebody in who has the right; being in already is no error. */
  admit(identity: Identity, code: string | null): Result<RoomSight, RoomFailure> {
    if (this.#room === null) return err("uncreated");
    const admitted = this.#room.admit(identity, code);
    return admitted.ok ? ok(this.#sight(this.#room, identity.user)) : admitted;
  }

  look(user: string | null, code: string | null): Result<RoomSight, RoomFailure> {
    if (this.#room === null) return err("uncreated");
    return this.#room.maySee(user, code) ? ok(this.#sight(this.#room, user)) : err("not_found");
  }

  /** Whether what is shown here is opened to this person. */
  attends(user: string): Result<boolean, RoomFailure> {
    return this.#room === null ? err("uncreated") : ok(this.#room.attends(user));
  }

  #sight(room: RoomActor, user: string | null): RoomSight {
    const { state } = room;
    const isMember = user !== null && memberOf(state, user) !== undefined;
    const running = roomPhase(state, Date.now()).kind !== "done";
    return {
      id: state.room.id,
      title: state.room.title,
      visibility: state.room.visibility,
      code: isMember ? room.code() : null,
      plan: state.plan,
      schedule: running ? state.schedule : null,
      present: state.roster.filter((member) => member.presentSince !== null).length,
      member: isMember,
      people: state.roster
        .filter((member) => member.presentSince !== null)
        .slice(0, 12)
        .map(({ user: id, name, goal, done }) => ({ user: id, name, goal, done, present: true })),
    };
  }

  invite(user: string, code: string, expiresAt: number, uses: number | null): Result<null, RoomFailure> {
    return this.#room === null ? err("uncreated") : this.#room.invite(user, code, expiresAt, uses);
  }

  submit(identity: Identity, body: CommandDoorBody): Result<readonly object[], RoomFailure> {
    if (this.#room === null) return err("uncreated");
    const frames = this.#room.submit(identity, body);
    return frames === null ? err("not_found") : ok(frames);
  }

  replay(): RoomReplay | null {
    return this.#room?.replay() ?? null;
  }

  receiptsOf(user: string): Result<AttendanceReceipt[], RoomFailure> {
    if (this.#room === null) return err("uncreated");
    return this.#room.maySee(user, null) ? ok(this.#room.receiptsOf(user)) : err("not_found");
  }

  /** Signed out elsewhere: its sockets close at once. */
  async revokeSession(session: string): Promise<void> {
    await this.#room?.revoke(session);
  }

  /** What a relay of this room says; null where there is no such line, or no room. */
  fromRelay(call: RelayCall): RelayAnswer {
    return this.#room?.relays.answer(call) ?? null;
  }

  /** Only the Worker calls this, with a request of its own making: the grant is what a verified ticket said. */
  override fetch(request: Request): Response {
    return upgradeSocket(this.ctx, request, this.#room);
  }

  /** A promise only where there is something to wait for: most messages are done in one turn. */
  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> | void {
    if (this.#room === null) return socket.close(CLOSE.notAMember, "no such room");
    return this.#room.message(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#room?.closed(socket);
    answerClose(socket, code, reason);
  }

  override webSocketError(socket: WebSocket): void {
    this.#room?.closed(socket);
  }

  override async alarm(): Promise<void> {
    await this.#room?.wake();
  }
}
