// Tells the inboxes that are online what is unread, without a row: who listens is known in memory only. After a wake every
// member is told once; whoever answers `offline` is not told again until they say hello.
import type { ConversationEventData, ConversationState } from "#core/protocol/conversations.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { UserId } from "#core/protocol/ids.ts";
import type { Unread } from "#core/protocol/inbox.ts";
import type { Host } from "../shell/host.ts";

export type Nudge = (user: UserId, unread: Unread) => Promise<"online" | "offline">;

const NUDGE_EVERY_MS = 2_000;
/** Larger groups are fetched by their readers: nobody is told unless their inbox has asked. */
const TOLD_AFTER_WAKE = 200;
/** The platform allows six outgoing connections at a time. */
const AT_ONCE = 6;

/** What nudging needs of the actor. */
type Told = {
  readonly state: ConversationState;
  /** Whoever has the conversation open sees for themselves. */
  isOpenFor(user: UserId): boolean;
  unreadOf(user: UserId, privateMarker: number): Unread;
};

export class ConversationNudges {
  readonly #host: Host;
  readonly #told: () => Told;
  readonly #nudge: Nudge;
  /** Inboxes that listen, with the private marker they came with. */
  readonly #online = new Map<UserId, number>();
  /** Members who have been told, or have said hello, since this instance woke. */
  readonly #asked = new Set<UserId>();
  #everybody = false;
  readonly #readers = new Set<UserId>();
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(host: Host, told: () => Told, nudge: Nudge) {
    this.#host = host;
    this.#told = told;
    this.#nudge = nudge;
  }

  /** An inbox has said hello and reads what is unread. */
  register(user: UserId, privateMarker: number): void {
    this.#asked.add(user);
    this.#online.set(user, privateMarker);
  }

  appended(events: readonly SequencedEvent[], state: ConversationState): void {
    const last = state.messages.at(-1)?.seq;
    for (const { name, data } of events) {
      if (name === "sent" || name === "removed") this.#everybody = true;
      // The line of the inbox shows its words, and whether one is named.
      if (name === "edited" && this.#isNews(data as ConversationEventData["edited"], last)) this.#everybody = true;
      // The reader's other devices show it at once.
      if (name === "read") this.#readers.add((data as { user: UserId }).user);
    }
  }

  #isNews({ target, mentions }: ConversationEventData["edited"], last: number | undefined): boolean {
    return target === last || mentions !== undefined;
  }

  /** Until everybody may be told again; a clock that was set back holds nobody up. */
  get #waitMs(): number {
    const sinceMs = this.#host.now() - this.#toldAt;
    return sinceMs < 0 ? 0 : Math.max(0, NUDGE_EVERY_MS - sinceMs);
  }

  /** Whether somebody is to be told now; where nobody would listen there is nothing to tell. */
  isDue(): boolean {
    const isTime = this.#everybody && this.#waitMs === 0;
    if (isTime && this.#listeners().length === 0) this.#everybody = false;
    return this.#readers.size > 0 || (isTime && this.#everybody);
  }

  /** When to look again (epoch ms), where somebody was told too lately to be told now; null where nobody waits. */
  get waitsUntil(): number | null {
    const waitMs = this.#waitMs;
    return this.#everybody && waitMs > 0 && this.#listeners().length > 0 ? this.#host.now() + waitMs : null;
  }

  #listeners(): UserId[] {
    const told = this.#told();
    const members = told.state.members.map(({ user }) => user);
    const isSmall = members.length <= TOLD_AFTER_WAKE;
    return members.filter(
      (user) => (this.#online.has(user) || (isSmall && !this.#asked.has(user))) && !told.isOpenFor(user),
    );
  }

  /** Tells whoever is to be told by now. Never throws: a nudge may be lost, hello brings the truth. */
  async run(): Promise<void> {
    const told = new Set([...this.#readers].filter((user) => this.#online.has(user) || !this.#asked.has(user)));
    this.#readers.clear();
    if (this.#everybody && this.#waitMs === 0) {
      this.#everybody = false;
      this.#toldAt = this.#host.now();
      for (const user of this.#listeners()) told.add(user);
    }
    const users = [...told];
    for (let index = 0; index < users.length; index += AT_ONCE) {
      await Promise.all(users.slice(index, index + AT_ONCE).map((user) => this.#tell(user)));
    }
  }

  async #tell(user: UserId): Promise<void> {
    this.#asked.add(user);
    const privateMarker = this.#online.get(user);
    try {
      const answer = await this.#nudge(user, this.#told().unreadOf(user, privateMarker ?? 0));
      if (answer === "offline") this.#online.delete(user);
      else this.#online.set(user, this.#online.get(user) ?? 0);
    } catch (error) {
      this.#host.report(error);
      this.#online.delete(user);
    }
  }
}
