// A conversation in the model of G1-G6: a group whose warden, who has no page, brings people back in.
import { evolve } from "#core/domain/conversations/evolve.ts";
import { eventFrom, type SequencedConversationEvent } from "#core/domain/conversations/folding.ts";
import { viewFrom } from "#core/domain/conversations/conversation-state.ts";
import type { ConversationState, HistoryRule } from "#core/protocol/conversations.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { Unread } from "#core/protocol/inbox.ts";
import { NO_RELAYS } from "../relay/no-relays.fake.ts";
import { PEOPLE } from "../shell/model-schedule.fake.ts";
import { identityOf, SUFFIX, World } from "../shell/model-world.fake.ts";
import { ConversationActor } from "./conversation-actor.ts";

const CONVERSATION_ID = `cnv_${SUFFIX}1` as ConversationId;
const WARDEN = identityOf(PEOPLE);

export class ConversationWorld extends World<ConversationState, ConversationActor> {
  readonly history: HistoryRule;
  /** Where set, the conversation of persons 0 and 1, with who is asked whether they want it. */
  readonly direct: { readonly requestOf: UserId | null } | null;
  readonly nudged: { readonly user: UserId; readonly unread: Unread }[] = [];
  readonly offline = new Set<string>();
  readonly invited: UserId[] = [];
  readonly relays = { ...NO_RELAYS, socketsPerObject: PEOPLE * 100 };

  constructor(history: HistoryRule, direct: { readonly requestOf: UserId | null } | null = null) {
    super();
    this.history = history;
    this.direct = direct;
    this.begin();
  }

  override build({ isNew }: { isNew: boolean }): ConversationActor {
    const people = Array.from({ length: PEOPLE }, (_, index) => identityOf(index));
    const asGroup = {
      id: CONVERSATION_ID,
      kind: "group" as const,
      title: "Model",
      encryption: "none" as const,
      history: this.history,
      by: WARDEN.user,
      members: [
        { user: WARDEN.user, name: WARDEN.name, role: "owner" as const },
        ...people.map(({ user, name }) => ({ user, name, role: "member" as const })),
      ],
      requestOf: null,
    };
    const two = people.slice(0, 2).map(({ user, name }) => ({ user, name, role: "owner" as const }));
    const asDirect = { kind: "direct" as const, title: null, by: identityOf(0).user, members: two };
    const creation = this.direct === null ? asGroup : { ...asGroup, ...asDirect, ...this.direct };
    return new ConversationActor(
      this.machine.host,
      CONVERSATION_ID,
      async () => null,
      {
        projectConversation: () => this.effect(),
        invite: async (user) => {
          await this.effect();
          this.invited.push(user);
        },
        settle: () => this.effect(),
        attachMedia: () => this.effect(),
        detachMedia: () => this.effect(),
        isOwnMedia: () => false,
        nudge: async (user, unread) => {
          this.nudged.push({ user, unread });
          return this.offline.has(user) ? "offline" : "online";
        },
        ...this.slideshowPorts,
        relays: this.relays,
      },
      isNew ? creation : undefined,
    );
  }

  override evolve(state: ConversationState | null, event: SequencedEvent): ConversationState {
    return evolve(state, event as SequencedConversationEvent);
  }

  override view(state: ConversationState, from: number): ConversationState {
    return viewFrom(state, from);
  }

  override viewEvent(event: SequencedEvent, from: number): SequencedEvent {
    return eventFrom(event, from);
  }

  override admit(): void {}

  addEverybody(people: readonly number[]): void {
    this.ask((actor) =>
      actor.addMembers(
        WARDEN.user,
        people.map((index) => identityOf(index)),
      ),
    );
  }
}
