// The platform's shell around one person's inbox. The object's name is the person's id, so only they are its member.
import { DurableObject } from "cloudflare:workers";
import { err, ok, type Result } from "#core/domain/result.ts";
import type { CommandDoorBody } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { type ConversationId, UserId } from "#core/protocol/ids.ts";
import type { InboxEventData, InboxRpc, Unread } from "#core/protocol/inbox.ts";
import type { PresenceView } from "#core/protocol/people.ts";
import { conversationOf, inboxOf, projectorOf, socketLimitFactor, tokenVerifier } from "../shell/bindings.ts";
import { durableHost } from "../shell/durable-host.ts";
import { answerClose, upgradeSocket } from "../shell/platform-socket.ts";
import { isMigrated } from "../shell/sqlite.ts";
import { InboxActor } from "./inbox-actor.ts";
import type { InboxPorts } from "./inbox-ports.ts";

const NOBODY: PresenceView = { online: false, lastSeenAt: null };

export class UserInbox extends DurableObject<Env> implements InboxRpc {
  #inbox: InboxActor | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    // What others merely ask about, or tell somebody who never came, writes nothing.
    if (isMigrated(ctx.storage.sql)) this.#inbox = this.#build();
  }

  #build(): InboxActor {
    const user = UserId.parse(this.ctx.id.name);
    const projector = projectorOf(this.ctx);
    const ports: InboxPorts = {
      listConversations: () => projector.conversationsOf(user),
      unreadFor: (conversation, marker) => conversationOf(this.env, conversation).unreadFor(user, marker),
      settleInvitation: (conversation, accepted) =>
        conversationOf(this.env, conversation).settleInvitation(user, accepted),
      readNotification: (id) => projector.readNotification(user, id),
      audience: () => projector.audienceOf(user),
      meet: (other, own) => inboxOf(this.env, other).meet(user, own),
    };
    return new InboxActor(durableHost(this.ctx, socketLimitFactor(this.env)), user, tokenVerifier(this.env), ports);
  }

  /** Called only for people who exist: by the Worker with their session, or by what belongs to them. */
  #open(): InboxActor {
    this.#inbox ??= this.#build();
    return this.#inbox;
  }

  /** Only the Worker calls this, with a request of its own making. */
  override fetch(request: Request): Response {
    return upgradeSocket(this.ctx, request, this.#open());
  }

  async submit(identity: Identity, body: CommandDoorBody): Promise<Result<readonly object[], "not_found">> {
    const frames = await this.#open().submit(identity, body);
    return frames === null ? err("not_found") : ok(frames);
  }

  nudge(unread: Unread): Promise<"online" | "offline"> {
    return this.#inbox === null ? Promise.resolve("offline") : this.#inbox.nudge(unread);
  }

  async invite(invitation: InboxEventData["invited"]): Promise<void> {
    this.#open().invite(invitation);
  }

  async settle({ id, accepted }: { readonly id: string; readonly accepted: boolean }): Promise<void> {
    this.#inbox?.settle(id, accepted);
  }

  notify(notification: InboxEventData["notification"]): void {
    this.#open().notify(notification);
  }

  notificationRead(id: string): void {
    this.#inbox?.notificationRead(id);
  }

  /** Signed out elsewhere: its sockets close at once, the other devices learn of it. */
  revokeSession(session: string): void {
    this.#open().revoke(session);
  }

  markersOf(conversations: readonly ConversationId[]): number[] {
    return this.#inbox?.markersOf(conversations) ?? conversations.map(() => 0);
  }

  async presence(): Promise<PresenceView> {
    await this.#inbox?.look();
    return this.#inbox?.presence() ?? NOBODY;
  }

  meet(other: UserId, theirs: PresenceView | null): PresenceView {
    return this.#inbox?.met(other, theirs) ?? NOBODY;
  }

  contactsChanged(): void {
    this.#inbox?.contactsChanged();
  }

  async related(other: UserId, isSeen: boolean): Promise<void> {
    await this.#inbox?.related(other, isSeen);
  }

  async showOrHidePresence(): Promise<void> {
    await this.#inbox?.showOrHidePresence();
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    await this.#open().message(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#inbox?.closed(socket);
    answerClose(socket, code, reason);
  }

  override webSocketError(socket: WebSocket): void {
    this.#inbox?.closed(socket);
  }

  override async alarm(): Promise<void> {
    await this.#inbox?.wake();
  }
}
