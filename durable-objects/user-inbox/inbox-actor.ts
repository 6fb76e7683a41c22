// One person's inbox, whole but for the platform: the engine, its rules, unread, presence and effects.
import { decideInbox, evolveInbox, type SequencedInboxEvent } from "#core/domain/inbox.ts";
import { err, ok } from "#core/domain/result.ts";
import type { CommandDoorBody, SequencedEvent, ServerFrame } from "#core/protocol/frames.ts";
import type { Identity, SocketGrant } from "#core/protocol/identity.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import {
  INBOX_COMMANDS,
  INBOX_SIGNALS,
  type InboxCommand,
  type InboxCommandName,
  type InboxEventData,
  type InboxSignalData,
  type InboxState,
  type Unread,
} from "#core/protocol/inbox.ts";
import type { PresenceView } from "#core/protocol/people.ts";
import { Doors, type Refusal, type VerifyToken } from "../shell/doors.ts";
import type { Host, Socket } from "../shell/host.ts";
import { LiveActor } from "../shell/live-actor.ts";
import { type LiveRules, type NamedEvent, WHOLE_HISTORY } from "../shell/live-rules.ts";
import type { Session } from "../shell/sockets.ts";
import { migrate } from "../shell/sqlite.ts";
import { InboxEffects } from "./inbox-effects.ts";
import type { InboxPorts } from "./inbox-ports.ts";
import { FLAP_MS, InboxPresence, LOOK_EVERY_MS } from "./inbox-presence.ts";
import { InboxUnread } from "./inbox-unread.ts";
import { INBOX_MIGRATIONS } from "./migrations.ts";

const isCommandName = (name: string): name is InboxCommandName => Object.hasOwn(INBOX_COMMANDS, name);

export class InboxActor {
  readonly #host: Host;
  readonly #actor: LiveActor<InboxState, InboxCommand>;
  readonly #doors: Doors<InboxState, InboxCommand>;
  readonly #unread: InboxUnread;
  readonly #presence: InboxPresence;
  readonly #effects: InboxEffects;
  readonly #user: UserId;
  /** What this turn leaves to ask of others; done before the turn's promise is. */
  #toRefresh = new Set<ConversationId>();
  #newcomers: Session[] = [];
  #hasMet = false;

  /** Wakes an inbox, or makes it: its first event says whose it is. */
  constructor(host: Host, user: UserId, verifyToken: VerifyToken, ports: InboxPorts) {
    this.#host = host;
    this.#user = user;
    migrate(host.sql, INBOX_MIGRATIONS);
    const rules: LiveRules<InboxState, InboxCommand> = {
      ...WHOLE_HISTORY,
      parseCommand: (name, data) => {
        if (!isCommandName(name)) return err({ code: "unknown_command" });
        const parsed = INBOX_COMMANDS[name].safeParse(data);
        if (parsed.success) return ok({ name, data: parsed.data } as InboxCommand);
        return err({ code: "invalid", detail: parsed.error.issues[0]?.path.join(".") ?? "" });
      },
      decide: (state, command, _user, now) => decideInbox(state, command, now),
      evolve: (state, event) => evolveInbox(state, event as SequencedInboxEvent),
      advance: () => [],
      nextWake: (_state, now) => this.#presence.nextLook(now),
      isMember: (state, member) => state.user === member,
      signal: (session, name, data) => this.#signal(session, name, data),
      welcomed: (session) => void this.#newcomers.push(session),
      appended: (events) => this.#appended(events),
      settled: () => {},
    };
    this.#presence = new InboxPresence(host, () => this.#actor.sockets, {
      audience: () => ports.audience(),
      meet: (other, own) => ports.meet(other, own),
      tell: (other, presence) => this.#tell("person", { user: other, ...presence }),
    });
    this.#effects = new InboxEffects(host, () => this.#actor, ports);
    this.#actor = new LiveActor(host, "inbox", rules);
    this.#unread = new InboxUnread({
      listConversations: () => ports.listConversations(),
      unreadFor: (conversation, marker) => ports.unreadFor(conversation, marker),
      marker: (conversation) => this.#actor.state.markers[conversation]?.upTo ?? 0,
      tell: (unread) => this.#tell("unread", unread),
      hasReaders: () => this.#hasReaders(),
      report: (error) => host.report(error),
    });
    this.#doors = new Doors(host, this.#actor, rules, verifyToken);
    if (this.#actor.head === 0) this.#happen([{ name: "created", data: { user } }]);
  }

  get state(): InboxState {
    return this.#actor.state;
  }

  #hasReaders(): boolean {
    this.#presence.closeSilent();
    return this.#actor.sockets.readerCount > 0;
  }

  #frame<N extends keyof InboxSignalData>(name: N, data: InboxSignalData[N]): ServerFrame {
    return { type: "signal", name, by: this.#user, data };
  }

  #tell<N extends keyof InboxSignalData>(name: N, data: InboxSignalData[N]): void {
    this.#actor.broadcast(this.#frame(name, data));
  }

  #happen(events: readonly NamedEvent[]): void {
    this.#actor.happen(events);
    this.#actor.flush();
  }

  // --- sockets and commands

  refusal(grant: SocketGrant): Refusal | null {
    return this.#doors.refusal(grant);
  }

  open(socket: Socket, grant: SocketGrant): void {
    this.#doors.open(socket, grant);
  }

  /** One synchronous turn; what has to be asked of others follows in the promise. */
  message(socket: Socket, message: string | ArrayBuffer): Promise<void> {
    const { sockets } = this.#actor;
    const wasStalled = sockets.of(socket)?.attachment.stalledAt != null;
    const parsed = this.#doors.message(socket, message);
    // At once: a marker that waits for its window would be asked about before it is there.
    this.#actor.flush();
    const session = sockets.of(socket);
    // Signals are not replayed to a reader that fell behind: it hears everything anew.
    if (wasStalled && session?.attachment.stalledAt === null) this.#newcomers.push(session);
    return this.#afterTurn().then(() => parsed);
  }

  /** null where it is not the caller's own. */
  submit(identity: Identity, body: CommandDoorBody): Promise<ServerFrame[] | null> {
    if (identity.user !== this.#user) return Promise.resolve(null);
    const frames = this.#doors.submit(identity, body);
    return this.#afterTurn().then(() => frames);
  }

  closed(socket: Socket): void {
    const session = this.#doors.closed(socket);
    if (session === undefined) return;
    const now = this.#host.now();
    this.#presence.closed(now);
    this.#actor.armBy(now + FLAP_MS);
  }

  #signal(session: Session, name: string, data: unknown): boolean {
    if (name === "visible") {
      const parsed = INBOX_SIGNALS.visible.safeParse(data);
      if (parsed.success) session.save({ visible: parsed.data.on });
      return parsed.success;
    }
    if (name !== "read") return false;
    const parsed = INBOX_SIGNALS.read.safeParse(data);
    if (!parsed.success) return false;
    this.#unread.shown(parsed.data.conversation, parsed.data.upTo);
    this.#toRefresh.add(parsed.data.conversation);
    return true;
  }

  #appended(events: readonly SequencedEvent[]): void {
    this.#effects.appended(events);
    for (const event of events as readonly SequencedInboxEvent[]) {
      if (event.name === "read") this.#toRefresh.add(event.data.conversation);
    }
  }

  async #afterTurn(): Promise<void> {
    const conversations = [...this.#toRefresh];
    this.#toRefresh.clear();
    const newcomers = this.#newcomers.splice(0);
    if (newcomers.length > 0) await this.#welcome(newcomers);
    for (const conversation of conversations) await this.#attempt(() => this.#unread.refresh(conversation));
    await this.#effects.runDue();
  }

  async #welcome(newcomers: readonly Session[]): Promise<void> {
    const isNews = this.#presence.came();
    this.#actor.armBy(this.#host.now() + LOOK_EVERY_MS);
    await this.#attempt(() => this.#unread.refreshAll());
    // Also what was learned while nobody listened: it is not told again.
    for (const session of newcomers) {
      this.#presence.tellKnown(session, (user, presence) =>
        JSON.stringify(this.#frame("person", { user, ...presence })),
      );
    }
    if (!isNews && this.#hasMet) return;
    this.#hasMet = true;
    await this.#attempt(() => this.#presence.meetOthers());
  }

  /** What cannot be asked now is asked at the next hello or nudge. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#host.report(error);
    }
  }

  /** Up to where this person has read without saying so, of the conversations asked about; 0 where nowhere. */
  markersOf(conversations: readonly ConversationId[]): number[] {
    return conversations.map((conversation) => this.#unread.markerOf(conversation));
  }

  // --- what conversations, the Worker and other inboxes say

  nudge(unread: Unread): Promise<"online" | "offline"> {
    return this.#unread.nudged(unread);
  }

  invite(invitation: InboxEventData["invited"]): void {
    if (this.state.invitations.some(({ id }) => id === invitation.id)) return;
    this.#happen([{ name: "invited", data: invitation }]);
  }

  /** It was answered elsewhere, by writing or leaving there. */
  settle(id: string, accepted: boolean): void {
    const open = this.state.invitations.find((invitation) => invitation.id === id);
    if (open === undefined) return;
    const { conversation } = open;
    this.#happen([{ name: "invitation_settled", data: { id, conversation, accepted } }]);
  }

  notify(notification: InboxEventData["notification"]): void {
    if (this.state.notifications.some(({ id }) => id === notification.id)) return;
    this.#happen([{ name: "notification", data: notification }]);
  }

  /** Read over HTTP, where the database knows it already. */
  notificationRead(id: string): void {
    if (this.state.notifications.every((known) => known.id !== id || known.read)) return;
    this.#happen([{ name: "notification_read", data: { id } }]);
  }

  /** Another session of this person has ended. */
  revoke(session: string): void {
    this.#doors.endSession(session);
    this.#happen([{ name: "session_revoked", data: { session } }]);
  }

  /** Somebody looks: where this person turns out to be gone, everybody who saw them learns of it. */
  async look(): Promise<void> {
    if (this.#presence.isLost()) await this.#attempt(() => this.#presence.meetOthers());
  }

  presence(): PresenceView {
    return this.#presence.now();
  }

  met(other: UserId, theirs: PresenceView | null): PresenceView {
    return this.#presence.met(other, theirs);
  }

  /** Somebody has asked: devices ask the list again. */
  contactsChanged(): void {
    this.#tell("contacts", {});
  }

  /** Contacts or blocks are different. `other` is seen from now on, or no longer. */
  async related(other: UserId, isSeen: boolean): Promise<void> {
    this.contactsChanged();
    if (!isSeen) this.#presence.forget(other);
    else if (this.#hasReaders()) await this.#attempt(() => this.#presence.meetOthers((user) => user === other));
  }

  showOrHidePresence(): Promise<void> {
    return this.#attempt(() => this.#presence.showOrHide());
  }

  /** The platform alarm. */
  async wake(): Promise<void> {
    const isGone = this.#presence.left();
    if (isGone) await this.#attempt(() => this.#presence.meetOthers());
    await this.#effects.runDue();
    this.#actor.rearm();
  }
}
