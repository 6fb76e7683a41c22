// One conversation, whole but for the platform: the engine, its rules, history, presence, nudges and effects.
import type { Circumstances } from "#core/domain/conversations/decide.ts";
import { memberOf, otherOf } from "#core/domain/conversations/conversation-state.ts";
import { abandon } from "#core/domain/conversations/presenting.ts";
import { lastMessageFrom } from "#core/domain/conversations/last-message.ts";
import { decideAddMembers, decideLeave, decideRemoveMember } from "#core/domain/conversations/membership.ts";
import { err, ok, type Result } from "#core/domain/result.ts";
import { CLOSE } from "#core/protocol/close-codes.ts";
import {
  CONVERSATION_SIGNALS,
  type ConversationCommand,
  type ConversationKind,
  type ConversationRejectCode,
  type ConversationSignalName,
  type ConversationState,
  type Encryption,
  type HistoryRule,
  type NewMember,
} from "#core/protocol/conversations.ts";
import type { ConversationReplay } from "#core/protocol/directory.ts";
import type { CommandDoorBody, SequencedEvent, ServerFrame } from "#core/protocol/frames.ts";
import type { HistoryPage } from "#core/protocol/history.ts";
import type { Identity, SocketGrant } from "#core/protocol/identity.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { Unread } from "#core/protocol/inbox.ts";
import type { SlideshowSignalName } from "#core/protocol/slideshow.ts";
import { type RelayPorts, Relays, withRelays } from "../relay/relays.ts";
import { Doors, type Refusal, type VerifyToken } from "../shell/doors.ts";
import type { Host, Socket } from "../shell/host.ts";
import { LiveActor } from "../shell/live-actor.ts";
import type { LiveRules } from "../shell/live-rules.ts";
import type { Session } from "../shell/sockets.ts";
import type { Redirect } from "../shell/platform-socket.ts";
import { migrate } from "../shell/sqlite.ts";
import { isSlideshowSignal, type SlideshowPorts, Slideshows } from "../shell/slideshow.ts";
import { Typing } from "../shell/typing.ts";
import { ConversationDeliveries } from "./conversation-deliveries.ts";
import { ConversationEffects, type ConversationPorts } from "./conversation-effects.ts";
import { ConversationHistory } from "./conversation-history.ts";
import { ConversationNudges, type Nudge } from "./conversation-nudges.ts";
import { ConversationPresence } from "./conversation-presence.ts";
import { conversationRules, type Surroundings } from "./conversation-rules.ts";
import { ConversationSearch, type Found } from "./conversation-search.ts";
import { ConversationStanding } from "./conversation-standing.ts";
import { CONVERSATION_MIGRATIONS } from "./migrations.ts";

export type ConversationCreation = {
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  readonly title: string | null;
  readonly encryption: Encryption;
  readonly history: HistoryRule;
  readonly by: UserId;
  readonly members: readonly NewMember[];
  /** Who is asked whether they want to hear from a stranger; null where the two know each other, and in groups. */
  readonly requestOf: UserId | null;
};

export type ActorPorts = ConversationPorts &
  SlideshowPorts & {
    readonly nudge: Nudge;
    readonly isOwnMedia: NonNullable<Circumstances["isOwnMedia"]>;
    readonly relays: RelayPorts;
  };

export type MembershipRefusal = ConversationRejectCode | "not_a_member";

const isSignalName = (name: string): name is ConversationSignalName => Object.hasOwn(CONVERSATION_SIGNALS, name);

export class ConversationActor {
  readonly #host: Host;
  readonly #actor: LiveActor<ConversationState, ConversationCommand>;
  readonly #doors: Doors<ConversationState, ConversationCommand>;
  readonly #history: ConversationHistory;
  readonly #search: ConversationSearch;
  readonly #standing: ConversationStanding;
  readonly #presence: ConversationPresence;
  readonly #deliveries: ConversationDeliveries;
  readonly #nudges: ConversationNudges;
  readonly #effects: ConversationEffects;
  readonly #slideshow: Slideshows;
  readonly #typing: Typing;
  readonly relays: Relays<ConversationState, ConversationCommand>;
  readonly #inBackground: ActorPorts["inBackground"];
  /** Set by a flush in which somebody went: their sockets close behind it. */
  #someoneLeft = false;

  /** Wakes a conversation; with `creation`, makes it first. */
  constructor(
    machine: Host,
    name: string,
    verifyToken: VerifyToken,
    ports: ActorPorts,
    creation?: ConversationCreation,
  ) {
    const host = withRelays(machine);
    this.#host = host;
    this.#inBackground = ports.inBackground;
    this.#typing = new Typing(host);
    migrate(host.sql, CONVERSATION_MIGRATIONS);
    this.#standing = new ConversationStanding(host.sql);
    this.#history = new ConversationHistory(host.sql, () => this.#actor);
    this.#search = new ConversationSearch(host.sql, () => ({
      head: this.#actor.head,
      isSealed: this.state.conversation.encryption === "mls",
      eventsBefore: (seq) => this.#actor.eventsBefore(seq),
      message: (seq) => this.#history.message(seq),
    }));
    this.#presence = new ConversationPresence(host, () => this);
    this.#deliveries = new ConversationDeliveries(
      () => this.#actor,
      (user) => this.isSplit || this.isRequestTo(user),
    );
    this.#nudges = new ConversationNudges(host, () => this, ports.nudge);
    this.#slideshow = new Slideshows(host, name, ports, () => this.#actor);
    this.#effects = new ConversationEffects(host, () => this.#actor, this.#standing, ports);
    const asked: Omit<Surroundings, "head" | "isBlocked"> = {
      olderMessage: (seq) => this.#storedMessage(seq),
      isOwnMedia: ports.isOwnMedia,
      isAway: (user) => this.#presence.isAway(user),
      ...this.#slideshow.stagehand,
    };
    const rules: LiveRules<ConversationState, ConversationCommand> = {
      ...conversationRules(() => ({ ...asked, head: this.#actor.head, isBlocked: this.isSplit })),
      advance: (state, _head, now) =>
        state.show !== undefined && this.#presence.members().length === 0 ? abandon(state, now) : [],
      nextWake: () => this.#nudges.waitsUntil,
      signal: (session, signal, data) => this.#signal(session, signal, data),
      welcomed: (session) => this.#welcomed(session),
      appended: (events, state) => this.#appended(events, state),
      settled: () => this.#settled(),
    };
    this.#actor = new LiveActor(host, name, rules);
    this.#doors = new Doors(host, this.#actor, rules, verifyToken);
    this.relays = new Relays(host, ports.relays, () => ({
      actor: this.#actor,
      isMember: (user) => this.isMember(user),
      message: (socket, text) => this.message(socket, text),
      closed: (socket) => this.closed(socket),
      // Nobody listens to a conversation without being a member.
      greeting: () => [],
      moved: () => this.#presence.publishSoon(),
    }));
    this.#actor.fanout = this.relays;
    if (creation !== undefined) this.#create(creation);
    this.#slideshow.woke(this.state);
    this.relays.woke();
  }

  #create({ requestOf, ...created }: ConversationCreation): void {
    this.#actor.happen([{ name: "created", data: created }]);
    this.#actor.flush();
    if (requestOf !== null) this.#standing.setRequest({ user: requestOf, state: "waiting" });
  }

  get state(): ConversationState {
    return this.#actor.state;
  }
  get sockets() {
    return this.#actor.sockets;
  }
  get head(): number {
    return this.#actor.head;
  }

  /** Two who are blocked have a conversation in which neither learns anything of the other. */
  get isSplit(): boolean {
    return this.#standing.isBlocked && this.state.conversation.kind === "direct";
  }

  isMember(user: string): boolean {
    return memberOf(this.state, user) !== undefined;
  }

  /** Whether this is a stranger's request that `user` has not answered. */
  isRequestTo(user: string): boolean {
    return this.#standing.request?.user === user;
  }

  /** What a rule asks for beyond the window; what waits for the next flush is part of it. */
  #storedMessage(seq: number) {
    this.#actor.flush();
    return this.#history.message(seq);
  }

  history(user: UserId, before: number | null, limit: number): HistoryPage | null {
    const member = memberOf(this.state, user);
    if (member === undefined) return null;
    this.#actor.flush();
    return this.#history.page(member.from, before, limit);
  }

  search(user: UserId, question: string, before: number | null, limit: number): Found | null {
    const member = memberOf(this.state, user);
    if (member === undefined) return null;
    this.#actor.flush();
    return this.#search.search(member.from, question, before, limit);
  }

  /** Everything the directory knows, said anew. */
  replay(): ConversationReplay {
    this.#actor.flush();
    const { conversation, members } = this.state;
    const { encryption, history, createdBy, createdAt } = conversation;
    const joinedAt = members.map((member) => member.joinedAt);
    return { ...this.#effects.projection(), encryption, history, createdBy, createdAt, joinedAt };
  }

  /** Whatever is unread for a member; their inbox is told from now on. */
  unreadFor(user: UserId, privateMarker: number): Unread | null {
    if (!this.isMember(user)) return null;
    this.#actor.flush();
    this.#nudges.register(user, privateMarker);
    return this.unreadOf(user, privateMarker);
  }

  unreadOf(user: UserId, privateMarker: number): Unread {
    const { conversation, markers } = this.state;
    const marker = Math.max(markers[user] ?? 0, privateMarker);
    const from = memberOf(this.state, user)?.from ?? this.head + 1;
    const reader = { user, from, marker };
    const count = this.#history.unread(reader);
    const named = count === 0 ? 0 : this.#history.named(reader);
    return { conversation: conversation.id, count, named, head: this.head, last: lastMessageFrom(this.state, from) };
  }

  isOpenFor(user: UserId): boolean {
    return this.sockets.isRead(user);
  }

  /** The Worker has resolved the names, and left out whoever is blocked. */
  addMembers(by: UserId, people: readonly Pick<NewMember, "user" | "name">[]): Result<null, MembershipRefusal> {
    return this.#decided(() => decideAddMembers(this.state, by, people));
  }

  /** Somebody is removed by `by`, or leaves. */
  removeMember(by: UserId, user: UserId): Result<null, MembershipRefusal> {
    return this.#decided(() =>
      by === user && this.isMember(user) ? decideLeave(this.state, user) : decideRemoveMember(this.state, by, user),
    );
  }

  #decided(decide: () => ReturnType<typeof decideAddMembers>): Result<null, MembershipRefusal> {
    this.#actor.flush();
    const decided = decide();
    if (!decided.ok) return err(decided.error.code);
    if (decided.value.length === 0) return ok(null);
    this.#actor.happen(decided.value);
    this.#actor.flush();
    this.#presence.publishSoon();
    return ok(null);
  }

  /** At once, on the sockets that are open. */
  setBlocked(by: UserId, on: boolean): void {
    if (otherOf(this.state, by) === undefined || !this.isMember(by)) return;
    this.#actor.flush();
    this.#standing.setBlocked(by, on);
    this.#presence.forget();
    this.#presence.publishSoon();
  }

  /** The person has answered in their inbox: a declined group is left, a declined stranger is not shown. */
  settleInvitation(user: UserId, accepted: boolean): void {
    const { request } = this.#standing;
    if (request?.user === user) {
      this.#standing.setRequest(accepted ? null : { user, state: "declined" });
      this.#effects.project();
    } else if (!accepted && this.state.conversation.kind === "group" && this.isMember(user)) {
      this.removeMember(user, user);
    }
  }

  refusal(grant: SocketGrant): Refusal | null {
    return this.relays.hasSent(grant.jti) ? "ticket_used" : this.#doors.refusal(grant);
  }

  placeFor(grant: SocketGrant): Redirect | null {
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
    // No row and no frame for a close: whoever looks next sees it.
    if (!this.isOpenFor(session.user)) this.#presence.closed(session, now);
  }

  /** Null where the caller is no member. */
  submit(identity: Identity, body: CommandDoorBody): ServerFrame[] | null {
    if (!this.isMember(identity.user)) return null;
    for (const { name, data } of body.signals ?? []) {
      if (name === "typing") this.#type(identity.user, data);
      else if (isSlideshowSignal(name)) this.#present(identity.user, null, name, data);
    }
    return this.#doors.submit(identity, body);
  }

  revoke(session: string): Promise<void> {
    this.#doors.endSession(session);
    return this.relays.revokeSession(session);
  }

  /** The platform alarm: everything here may be late, nothing is decided by it. */
  async wake(): Promise<void> {
    this.#presence.closeSilent();
    this.#presence.publishSoon();
    await this.#effects.runDue();
    await this.#nudges.run();
    this.#actor.rearm();
  }

  #signal(session: Session, name: string, data: unknown): boolean {
    if (isSlideshowSignal(name)) return this.#present(session.user, session, name, data);
    if (!isSignalName(name)) return false;
    const parsed = CONVERSATION_SIGNALS[name].safeParse(data);
    if (!parsed.success) return false;
    const value = parsed.data;
    if (name === "typing") this.#type(session.user, data);
    else if (name === "read") this.#broadcastRead(session, value);
    else if ("seq" in value) this.#deliveries.got(session, value.seq);
    else if (name === "watch") this.#look();
    else if ("ms" in value) session.save({ rttMs: value.ms });
    else if ("on" in value) {
      session.save({ visible: value.on });
      this.#presence.publishSoon();
    }
    return true;
  }

  #present(user: UserId, from: Session | null, name: SlideshowSignalName, data: unknown): boolean {
    return this.isSplit || this.#slideshow.signal(user, from, name, data);
  }

  #look(): void {
    this.relays.look();
    this.#presence.closeSilent();
    this.#presence.publishIfChanged();
  }

  #type(user: UserId, data: unknown): void {
    if (this.isSplit) return;
    const signal = this.#typing.signal(user, data);
    if (signal !== null) this.#actor.broadcast(signal, (reader) => reader.user !== user);
  }

  #broadcastRead(session: Session, data: unknown): void {
    const { user } = session;
    this.#actor.broadcast(
      { type: "signal", name: "read", by: user, data },
      (reader) => reader !== session && (reader.user === user || !this.isSplit),
    );
  }

  /** A name changed since this person was last here. */
  #welcomed(session: Session): void {
    const { user, name } = session.attachment.grant;
    if (memberOf(this.state, user)?.name !== name) {
      this.#actor.happen([{ name: "member_renamed", data: { user, name } }]);
      this.#actor.flush();
    }
    this.#presence.sendTo(session);
    this.#deliveries.greet(session);
    this.#presence.publishSoon();
  }

  #appended(events: readonly SequencedEvent[], state: ConversationState): void {
    this.#someoneLeft ||= events.some(({ name }) => name === "left" || name === "member_removed");
    this.#history.appended(events);
    this.#nudges.appended(events, state);
    this.#slideshow.appended(events, state);
    this.#effects.appended(events, state);
  }

  #settled(): void {
    if (this.#someoneLeft) {
      this.#someoneLeft = false;
      this.sockets.closeAll(({ user }) => !this.isMember(user), CLOSE.notAMember, "not a member");
      this.#presence.publishSoon();
    }
    if (this.#nudges.isDue()) this.#inBackground(() => this.#nudges.run());
  }
}
