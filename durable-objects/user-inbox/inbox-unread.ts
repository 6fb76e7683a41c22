// Unread per conversation as the devices of one person see it: asked of each conversation, told as signals, never stored.
import type { Unread } from "#core/protocol/inbox.ts";
import type { ConversationId } from "#core/protocol/ids.ts";
import { type InboxPorts, inBatches } from "./inbox-ports.ts";

export type UnreadPorts = Pick<InboxPorts, "listConversations" | "unreadFor"> & {
  /** The private marker in the log; 0 where there is none. */
  marker(conversation: ConversationId): number;
  /** To every device. */
  tell(unread: Unread): void;
  hasReaders(): boolean;
  report(error: unknown): void;
};

/** The first screen of the list. */
const SHOWN_FIRST = 30;

export class InboxUnread {
  readonly #ports: UnreadPorts;
  /** What is on screen somewhere, between two stored markers. */
  readonly #shownUpTo = new Map<ConversationId, number>();
  /** The head of the last news: an answer that was overtaken on the way is not told. */
  readonly #heads = new Map<ConversationId, number>();
  readonly #asking = new Map<ConversationId, { again: boolean; done: Promise<void> }>();

  constructor(ports: UnreadPorts) {
    this.#ports = ports;
  }

  markerOf(conversation: ConversationId): number {
    return Math.max(this.#ports.marker(conversation), this.#shownUpTo.get(conversation) ?? 0);
  }

  #tell(unread: Unread): void {
    const { conversation, head } = unread;
    if (head < (this.#heads.get(conversation) ?? 0)) return;
    this.#heads.set(conversation, head);
    this.#ports.tell(unread);
  }

  /** Everything, the conversations on the first screen first. */
  async refreshAll(): Promise<void> {
    const conversations = await this.#ports.listConversations();
    for (const some of [conversations.slice(0, SHOWN_FIRST), conversations.slice(SHOWN_FIRST)]) {
      await inBatches(some, (conversation) => this.refresh(conversation), this.#ports.report);
    }
  }

  /** A device shows a conversation up to here, without saying so to anybody else. */
  shown(conversation: ConversationId, upTo: number): void {
    this.#shownUpTo.set(conversation, Math.max(upTo, this.#shownUpTo.get(conversation) ?? 0));
  }

  /** Asks anew. While an answer is on its way, one more question follows it: the last one asked saw the last marker. */
  refresh(conversation: ConversationId): Promise<void> {
    const running = this.#asking.get(conversation);
    if (running !== undefined) {
      running.again = true;
      return running.done;
    }
    const asking = { again: false, done: Promise.resolve() };
    this.#asking.set(conversation, asking);
    asking.done = this.#ask(conversation, asking).finally(() => this.#asking.delete(conversation));
    return asking.done;
  }

  async #ask(conversation: ConversationId, asking: { again: boolean }): Promise<void> {
    do {
      asking.again = false;
      const unread = await this.#ports.unreadFor(conversation, this.markerOf(conversation));
      if (unread !== null) this.#tell(unread);
      else if (this.#heads.has(conversation)) {
        this.#tell({ conversation, count: 0, named: 0, head: this.#heads.get(conversation) ?? 0, last: null });
      }
    } while (asking.again);
  }

  /** A conversation has news. It may not know of a private marker, so a count above one is asked for again. */
  async nudged(unread: Unread): Promise<"online" | "offline"> {
    if (!this.#ports.hasReaders()) return "offline";
    // An answer on its way may be older than this.
    const running = this.#asking.get(unread.conversation);
    if (running !== undefined) running.again = true;
    const marker = this.markerOf(unread.conversation);
    if (unread.count === 0 || marker === 0) this.#tell(unread);
    else if (marker >= unread.head) this.#tell({ ...unread, count: 0, named: 0 });
    else await this.refresh(unread.conversation);
    return "online";
  }
}
