// The platform's shell around one conversation: wakes it, hands it sockets, alarms and the Worker's calls.
import { DurableObject } from "cloudflare:workers";
import { err, ok, type Result } from "#core/domain/result.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import type { ConversationState, NewMember } from "#core/protocol/conversations.ts";
import type { ConversationReplay } from "#core/protocol/directory.ts";
import type { CommandDoorBody } from "#core/protocol/frames.ts";
import type { HistoryPage } from "#core/protocol/history.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { ConversationInviteeRpc, ConversationReaderRpc, Unread } from "#core/protocol/inbox.ts";
import type { RelayAnswer, RelayCall } from "../relay/lines.ts";
import {
  attachmentProofs,
  inboxOf,
  projectorOf,
  relayOf,
  scaleLimits,
  socketLimitFactor,
  tokenVerifier,
} from "../shell/bindings.ts";
import { durableHost } from "../shell/durable-host.ts";
import { answerClose, upgradeSocket } from "../shell/platform-socket.ts";
import { isMigrated } from "../shell/sqlite.ts";
import {
  type ActorPorts,
  ConversationActor,
  type ConversationCreation,
  type MembershipRefusal,
} from "./conversation-actor.ts";
import type { Found } from "./conversation-search.ts";

/** What the Worker shows of a conversation to one of its members. */
export type ConversationSight = Pick<ConversationState, "conversation" | "members"> & {
  readonly activeAt: number;
  readonly request: boolean;
} & Glance;
/** What changes with every message. */
export type Glance = Pick<Unread, "last" | "named"> & { readonly unread: number };
const glanceOf = (actor: ConversationActor, user: UserId, privateMarker: number): Glance => {
  const { last, named, count } = actor.unreadOf(user, privateMarker);
  return { last, named, unread: count };
};
export type ConversationFailure = "uncreated" | "not_found";

export class Conversation extends DurableObject<Env> implements ConversationReaderRpc, ConversationInviteeRpc {
  #conversation: ConversationActor | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    // An object that was only asked about, by a guessed id, writes nothing.
    if (isMigrated(ctx.storage.sql)) this.#conversation = this.#build();
  }

  #build(creation?: ConversationCreation): ConversationActor {
    const projector = projectorOf(this.ctx);
    const { name = "" } = this.ctx.id;
    const inBackground = (work: () => Promise<void>) => this.ctx.waitUntil(work());
    const { socketsPerObject } = scaleLimits(this.env);
    const ports: ActorPorts = {
      relays: { relay: (place) => relayOf(this.env, name, place), inBackground, socketsPerObject },
      projectConversation: (conversation) => projector.projectConversation(conversation),
      invite: (user, invitation) => inboxOf(this.env, user).invite(invitation),
      settle: (user, invitation) => inboxOf(this.env, user).settle(invitation),
      nudge: (user, unread) => inboxOf(this.env, user).nudge(unread),
      openShowing: (showing) => projector.openShowing(showing),
      closeShowing: (grant) => projector.closeShowing(grant),
      attachMedia: (grant) => projector.attachMedia(grant),
      detachMedia: (place, reason) => projector.detachMedia(place, reason),
      isOwnMedia: attachmentProofs(this.env).isOwn,
      inBackground,
    };
    return new ConversationActor(
      durableHost(this.ctx, socketLimitFactor(this.env)),
      name,
      tokenVerifier(this.env),
      ports,
      creation,
    );
  }

  /** Idempotent: the first call makes the conversation, later ones change nothing. */
  create(creation: ConversationCreation): void {
    this.#conversation ??= this.#build(creation);
  }

  look(user: UserId, privateMarker: number): Result<ConversationSight, ConversationFailure> {
    const actor = this.#conversation;
    if (actor === null) return err("uncreated");
    if (!actor.isMember(user)) return err("not_found");
    const { conversation, members, messages } = actor.state;
    const activeAt = messages.at(-1)?.at ?? conversation.createdAt;
    return ok({
      conversation,
      members,
      activeAt,
      request: actor.isRequestTo(user),
      ...glanceOf(actor, user, privateMarker),
    });
  }

  /** Unlike `unreadFor` it registers nobody: whoever asks by HTTP does not listen. */
  glance(user: UserId, privateMarker: number): Result<Glance, ConversationFailure> {
    const actor = this.#conversation;
    if (actor === null) return err("uncreated");
    if (!actor.isMember(user)) return err("not_found");
    return ok(glanceOf(actor, user, privateMarker));
  }

  messages(user: UserId, before: number | null, limit: number): Result<HistoryPage, ConversationFailure> {
    if (this.#conversation === null) return err("uncreated");
    const page = this.#conversation.history(user, before, limit);
    return page === null ? err("not_found") : ok(page);
  }

  search(user: UserId, question: string, before: number | null, limit: number): Result<Found, ConversationFailure> {
    if (this.#conversation === null) return err("uncreated");
    const found = this.#conversation.search(user, question, before, limit);
    return found === null ? err("not_found") : ok(found);
  }

  replay(): ConversationReplay | null {
    return this.#conversation?.replay() ?? null;
  }

  addMembers(
    by: UserId,
    people: readonly Pick<NewMember, "user" | "name">[],
  ): Result<null, ConversationFailure | MembershipRefusal> {
    return this.#conversation === null ? err("uncreated") : this.#conversation.addMembers(by, people);
  }

  removeMember(by: UserId, user: UserId): Result<null, ConversationFailure | MembershipRefusal> {
    return this.#conversation === null ? err("uncreated") : this.#conversation.removeMember(by, user);
  }

  setBlocked(by: UserId, on: boolean): void {
    this.#conversation?.setBlocked(by, on);
  }

  submit(identity: Identity, body: CommandDoorBody): Result<readonly object[], ConversationFailure> {
    if (this.#conversation === null) return err("uncreated");
    const frames = this.#conversation.submit(identity, body);
    return frames === null ? err("not_found") : ok(frames);
  }

  async unreadFor(user: UserId, privateMarker: number): Promise<Unread | null> {
    return this.#conversation?.unreadFor(user, privateMarker) ?? null;
  }

  async settleInvitation(user: UserId, accepted: boolean): Promise<void> {
    this.#conversation?.settleInvitation(user, accepted);
  }

  /** Signed out elsewhere: its sockets close at once. */
  async revokeSession(session: string): Promise<void> {
    await this.#conversation?.revoke(session);
  }

  /** What a relay of this conversation says; null where there is no such line, or no conversation. */
  fromRelay(call: RelayCall): RelayAnswer {
    return this.#conversation?.relays.answer(call) ?? null;
  }

  /** Only the Worker calls this, with a request of its own making: the grant is what a verified ticket said. */
  override fetch(request: Request): Response {
    return upgradeSocket(this.ctx, request, this.#conversation);
  }

  /** A promise only where there is something to wait for: most messages are done in one turn. */
  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> | void {
    if (this.#conversation === null) return socket.close(CLOSE.notAMember, "no such conversation");
    return this.#conversation.message(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#conversation?.closed(socket);
    answerClose(socket, code, reason);
  }

  override webSocketError(socket: WebSocket): void {
    this.#conversation?.closed(socket);
  }

  override async alarm(): Promise<void> {
    await this.#conversation?.wake();
  }
}
