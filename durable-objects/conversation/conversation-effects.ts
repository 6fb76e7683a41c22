// What others must learn of a conversation for good: the directory, and the inboxes of those who were brought in. Each is a
// named alarm set in the turn that wrote the event, and deleted when everybody has answered.
import { memberOf } from "#core/domain/conversations/conversation-state.ts";
import type {
  ConversationCommand,
  ConversationEventData,
  ConversationEventName,
  ConversationState,
} from "#core/protocol/conversations.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { InboxEventData } from "#core/protocol/inbox.ts";
import type { ConversationProjection, MediaGrant } from "#core/protocol/projector.ts";
import type { NamedAlarm } from "../shell/alarms.ts";
import type { Host } from "../shell/host.ts";
import type { LiveActor } from "../shell/live-actor.ts";
import { CLOSE_SHOWING } from "../shell/slideshow.ts";
import { Soonest } from "../shell/soonest.ts";
import { attachedIn, reasonOf } from "./attached-media.ts";
import type { ConversationStanding } from "./conversation-standing.ts";

export type Invitation = InboxEventData["invited"];

export interface ConversationPorts {
  projectConversation(conversation: ConversationProjection): Promise<void>;
  /** Resolves when the inbox of `user` has it; may be called again with the same. */
  invite(user: UserId, invitation: Invitation): Promise<void>;
  settle(user: UserId, invitation: { readonly id: string; readonly accepted: boolean }): Promise<void>;
  closeShowing(grant: string): Promise<void>;
  /** Opens what `by` attached to the members, until the message is gone; both may be called again with the same. */
  attachMedia(attached: MediaGrant): Promise<void>;
  detachMedia(place: ConversationId, reason: string): Promise<void>;
}

const DELIVERIES_AT_ONCE = 6;
/** Enough for a burst of changes to be one row in the directory. */
const PROJECT_AFTER_MS = 500;
/** Last activity reaches the directory with the first message of every ten minutes. */
const ACTIVITY_EVERY_MS = 10 * 60_000;

const AT_ONCE: ReadonlySet<string> = new Set<ConversationEventName>([
  "created",
  "renamed",
  "members_added",
  "member_removed",
  "left",
  "role_set",
  "member_renamed",
]);

const spanOf = (at: number): number => Math.floor(at / ACTIVITY_EVERY_MS);

export class ConversationEffects {
  readonly #host: Host;
  readonly #actor: () => LiveActor<ConversationState, ConversationCommand>;
  readonly #standing: ConversationStanding;
  readonly #ports: ConversationPorts;
  readonly #projection = new Soonest("project", () => this.#actor().alarms);

  constructor(
    host: Host,
    actor: () => LiveActor<ConversationState, ConversationCommand>,
    standing: ConversationStanding,
    ports: ConversationPorts,
  ) {
    this.#host = host;
    this.#actor = actor;
    this.#standing = standing;
    this.#ports = ports;
  }

  appended(events: readonly SequencedEvent[], state: ConversationState): void {
    const { alarms } = this.#actor();
    const now = this.#host.now();
    for (const event of events) {
      const brings =
        event.name === "members_added" || (event.name === "created" && state.conversation.kind === "group");
      if (brings) alarms.set("invite", String(event.seq), now);
      if (event.name === "sent") this.#said(event, state);
      if (attachedIn(event).length > 0) alarms.set("attach", String(event.seq), now);
      if (event.name === "removed") this.#detachSoon(event.data as ConversationEventData["removed"], now);
    }
    if (events.some(({ name }) => AT_ONCE.has(name))) this.project();
  }

  /** Only of messages that had something: a removal is two rows, and stays so. */
  #detachSoon({ target }: ConversationEventData["removed"], now: number): void {
    const sent = this.#actor().eventAt(target);
    if (sent !== null && attachedIn(sent).length > 0) this.#actor().alarms.set("detach", String(target), now);
  }

  project(): void {
    this.#projection.by(this.#host.now() + PROJECT_AFTER_MS);
  }

  /** A stranger's first words are the request; answering accepts it. */
  #said(event: SequencedEvent, state: ConversationState): void {
    const previous = state.messages.findLast((message) => message.seq < event.seq);
    if (previous === undefined || spanOf(previous.at) < spanOf(event.at)) this.project();
    const { request } = this.#standing;
    if (request === null) return;
    const { user } = event.data as ConversationEventData["sent"];
    const { alarms } = this.#actor();
    if (user === request.user) {
      this.#standing.setRequest(null);
      alarms.set("settle", user, this.#host.now());
      this.project();
    } else if (request.state === "waiting") {
      this.#standing.setRequest({ ...request, state: "open" });
      alarms.set("request", request.user, this.#host.now());
    }
  }

  runDue(): Promise<void> {
    const isWantedAgain = ({ kind }: NamedAlarm) => kind === this.#projection.kind && this.#projection.isAskedAgain;
    return this.#actor().alarms.runDue(this.#host, (alarm) => this.#run(alarm), isWantedAgain);
  }

  #run({ kind, key }: NamedAlarm): Promise<void> {
    switch (kind) {
      case "invite":
        return this.#invite(Number(key));
      case "attach":
        return this.#attach(Number(key));
      case "detach":
        return this.#ports.detachMedia(this.#actor().state.conversation.id, reasonOf(Number(key)));
      case "request":
        return this.#request(key as UserId);
      case "settle":
        return this.#ports.settle(key as UserId, { id: this.#actor().state.conversation.id, accepted: true });
      case CLOSE_SHOWING:
        return this.#ports.closeShowing(key);
      default:
        return this.#project();
    }
  }

  async #invite(seq: number): Promise<void> {
    const { state } = this.#actor();
    const { id } = state.conversation;
    const event = this.#actor().eventsAfter(seq - 1)[0];
    if (event === undefined) return;
    const { by, members } = event.data as ConversationEventData["created" | "members_added"];
    const byName = members.find(({ user }) => user === by)?.name ?? memberOf(state, by)?.name ?? "";
    const invited = members
      .map(({ user }) => user)
      .filter((user) => user !== by && memberOf(state, user) !== undefined);
    for (let index = 0; index < invited.length; index += DELIVERIES_AT_ONCE) {
      const some = invited.slice(index, index + DELIVERIES_AT_ONCE);
      await Promise.all(
        some.map((user) => this.#ports.invite(user, { id, kind: "conversation", conversation: id, by, byName })),
      );
    }
  }

  async #attach(seq: number): Promise<void> {
    const { state } = this.#actor();
    const event = this.#actor().eventAt(seq);
    const isGone = state.messages.some((message) => message.seq === seq && message.body === null);
    if (event === null || isGone) return;
    const { user: by } = event.data as ConversationEventData["sent"];
    await this.#ports.attachMedia({
      place: state.conversation.id,
      by,
      media: attachedIn(event),
      reason: reasonOf(seq),
    });
  }

  async #request(user: UserId): Promise<void> {
    const { state } = this.#actor();
    const { id } = state.conversation;
    const stranger = state.members.find((member) => member.user !== user);
    if (this.#standing.request?.state !== "open" || this.#standing.isBlocked || stranger === undefined) return;
    const { user: by, name: byName } = stranger;
    await this.#ports.invite(user, { id, kind: "request", conversation: id, by, byName });
  }

  #project(): Promise<void> {
    this.#projection.begun();
    return this.#ports.projectConversation(this.projection());
  }

  /** As the directory is to know it now. */
  projection(): ConversationProjection {
    const { state, head } = this.#actor();
    const { id, kind, title, createdAt } = state.conversation;
    return {
      id,
      seq: head,
      kind,
      title,
      members: state.members.map(({ user, name, role }) => ({ user, name, role })),
      activeAt: state.messages.at(-1)?.at ?? createdAt,
      request: this.#standing.request,
    };
  }
}
