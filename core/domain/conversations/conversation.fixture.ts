// A conversation for tests of its rules: a clock moved by hand, and the log that follows.
import type {
  ConversationCommand,
  ConversationEvent,
  ConversationRole,
  ConversationState,
  Encryption,
  HistoryRule,
} from "#core/protocol/conversations.ts";
import type { ConversationId, UserId } from "#core/protocol/ids.ts";
import type { DeckFacts } from "#core/protocol/slideshow.ts";
import { memberOf } from "./conversation-state.ts";
import { decide } from "./decide.ts";
import { evolve } from "./evolve.ts";
import { amend, isAmendment, messageOf, type SequencedConversationEvent } from "./folding.ts";
import { decideAddMembers } from "./membership.ts";

export const START_AT = 1_790_000_000_000;
const SUFFIX = "0".repeat(25);
export const CONVERSATION = `cnv_${SUFFIX}1` as ConversationId;
export const person = (index: number): UserId => `usr_${SUFFIX}${index}` as UserId;
export const [ALICE, BOB, CAROL, DAN] = [person(1), person(2), person(3), person(4)] as const;

export type Setting = {
  readonly kind?: "direct" | "group";
  readonly history?: HistoryRule;
  readonly encryption?: Encryption;
};

export class ConversationOf {
  now = START_AT;
  isBlocked = false;
  state: ConversationState;
  readonly decks = new Map<string, DeckFacts>();
  readonly away = new Set<string>();
  readonly log: SequencedConversationEvent[] = [];
  readonly #readAt = new Map<string, number>();

  /** Alice begins it with Bob; in a group she owns it. */
  constructor({ kind = "group", history = "all", encryption = "none" }: Setting = {}) {
    const role: ConversationRole = kind === "group" ? "owner" : "member";
    const members = [
      { user: ALICE, name: "Alice", role },
      { user: BOB, name: "Bob", role: "member" as const },
    ];
    const title = kind === "group" ? "Thesis" : null;
    const created = { id: CONVERSATION, kind, title, encryption, history, by: ALICE, members };
    const first = this.#sequenced({ name: "created", data: created });
    this.log.push(first);
    this.state = evolve(null, first);
  }

  get head(): number {
    return this.log.length;
  }

  #sequenced(event: ConversationEvent): SequencedConversationEvent {
    return { ...event, seq: this.head + 1, at: this.now, by: null } as SequencedConversationEvent;
  }

  happen(events: readonly ConversationEvent[]): void {
    for (const event of events) {
      const sequenced = this.#sequenced(event);
      this.log.push(sequenced);
      this.state = evolve(this.state, sequenced);
    }
  }

  /** Answers null where it was granted, else the reason. */
  ask(user: UserId, command: ConversationCommand): string | null {
    const decided = decide(this.state, command, {
      user,
      now: this.now,
      head: this.head,
      lastReadAt: this.#readAt.get(user) ?? null,
      isBlocked: this.isBlocked,
      olderMessage: (seq) => this.message(seq),
      leadMs: () => 300,
      deck: (_user, deckId) => this.decks.get(deckId) ?? null,
      isAway: (other) => this.away.has(other),
    });
    if (!decided.ok) return decided.error.code;
    if (command.name === "read" && decided.value.length > 0) this.#readAt.set(user, this.now);
    this.happen(decided.value);
    return null;
  }

  /** Answers the `seq` of the message. */
  say(user: UserId, text: string, replyTo?: number): number {
    const data = { body: { kind: "plain" as const, text }, ...(replyTo === undefined ? {} : { replyTo }) };
    const refused = this.ask(user, { name: "send", data });
    if (refused !== null) throw new Error(refused);
    return this.head;
  }

  add(by: UserId, ...users: readonly UserId[]): string | null {
    const decided = decideAddMembers(
      this.state,
      by,
      users.map((user) => ({ user, name: `Person ${user.slice(-1)}` })),
    );
    if (!decided.ok) return decided.error.code;
    this.happen(decided.value);
    return null;
  }

  /** Folded from the whole log, window or not. */
  message(seq: number) {
    const sent = this.log[seq - 1];
    if (sent?.name !== "sent") return null;
    return this.log
      .filter(isAmendment)
      .filter(({ data }) => data.target === seq)
      .reduce(amend, messageOf(sent));
  }

  roleOf(user: UserId): ConversationRole | undefined {
    return memberOf(this.state, user)?.role;
  }
}
