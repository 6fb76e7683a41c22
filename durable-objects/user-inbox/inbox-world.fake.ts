// The model of an inbox: one person's devices on lossy wires, around an inbox that is evicted and killed, beside
// conversations that forget who is online. What is asked of others arrives, and is answered, when the schedule says so.
import { countUnread, type Countable } from "#core/domain/conversations/unread.ts";
import { evolveInbox, type SequencedInboxEvent } from "#core/domain/inbox.ts";
import { LiveClient, type Received } from "#core/domain/live-client.ts";
import type { ServerFrame } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { ConversationId } from "#core/protocol/ids.ts";
import type { Audience, InboxSignalData, InboxState, Unread } from "#core/protocol/inbox.ts";
import { ActorLife } from "../shell/actor-life.fake.ts";
import type { FakeSocket } from "../shell/host.fake.ts";
import { LossyPage } from "../shell/lossy-page.fake.ts";
import { InboxActor } from "./inbox-actor.ts";

const SUFFIX = "0".repeat(25);
export const START_MS = 1_790_000_000_000;
export const ADA: Identity = {
  user: `usr_${SUFFIX}1` as Identity["user"],
  name: "Ada",
  session: `ses_${SUFFIX}1` as Identity["session"],
  role: "user",
  tokenExpiresAt: START_MS + 1e12,
};
export const BOB = `usr_${SUFFIX}2` as Identity["user"];
export const conversationId = (index: number) => `cnv_${SUFFIX}${index}` as ConversationId;

/** A conversation as far as unread goes: what a real one does, without its other rules. */
export class FakeConversation {
  readonly id: ConversationId;
  readonly #world: InboxWorld;
  readonly messages: (Countable & { readonly namesAda: boolean })[] = [];
  head = 1;
  publicMarker = 0;
  /** In memory: whether Ada's inbox is online, and the marker it said. */
  #isOnline = true;
  #knownMarker = 0;
  /** One nudge at a time, in order; news meanwhile makes one more. */
  #isNudging = false;
  #hasNews = false;

  constructor(world: InboxWorld, index: number) {
    this.#world = world;
    this.id = conversationId(index);
  }

  unread(marker: number): Unread {
    const reader = { user: ADA.user, from: 1, marker: Math.max(marker, this.publicMarker) };
    const naming = this.messages.filter(({ namesAda }) => namesAda);
    return {
      conversation: this.id,
      count: countUnread(this.messages.toReversed(), reader),
      named: countUnread(naming.toReversed(), reader),
      head: this.head,
      last: null,
    };
  }

  send(user: string, namesAda = false): void {
    this.head += 1;
    this.messages.push({ seq: this.head, user, isRemoved: false, namesAda });
    if (user === ADA.user) this.publicMarker = this.head;
    this.#nudge();
  }

  remove(index: number): void {
    const message = this.messages[index];
    if (message === undefined || message.isRemoved) return;
    this.head += 1;
    this.messages[index] = { ...message, isRemoved: true };
    this.#nudge();
  }

  /** An edit that mentions Ada, or no longer does. */
  name(index: number, namesAda: boolean): void {
    const message = this.messages[index];
    if (message === undefined || message.isRemoved) return;
    this.head += 1;
    this.messages[index] = { ...message, namesAda };
    this.#nudge();
  }

  /** An edit or a reaction: the log grows, unread does not. */
  touch(): void {
    this.head += 1;
    this.#nudge();
  }

  read(upTo: number): void {
    if (upTo <= this.publicMarker) return;
    this.head += 1;
    this.publicMarker = upTo;
    this.#nudge();
  }

  /** A public `read` signal: known here at once, and no event. */
  look(upTo: number): void {
    this.publicMarker = Math.max(this.publicMarker, upTo);
    this.#nudge();
  }

  answer(marker: number): Unread {
    this.#isOnline = true;
    this.#knownMarker = Math.max(this.#knownMarker, marker);
    return this.unread(marker);
  }

  /** Memory is lost: after a wake every member is nudged once. */
  evict(): void {
    this.#isOnline = true;
    this.#knownMarker = 0;
  }

  #nudge(): void {
    this.#hasNews = true;
    if (this.#isNudging || !this.#isOnline) return;
    this.#isNudging = true;
    this.#hasNews = false;
    const unread = this.unread(this.#knownMarker);
    this.#world.travels(async () => {
      const answer = await this.#world.nudge(unread);
      this.#isNudging = false;
      // Never overwrites a registration that came while the answer was on its way.
      if (answer === "offline") this.#isOnline = this.#world.registered.delete(this.id);
      if (this.#hasNews) this.#nudge();
    });
    this.#world.registered.delete(this.id);
  }
}

/** One device: the product's own client, and the numbers it shows. */
export class Device extends LossyPage<InboxState> {
  readonly shown = new Map<ConversationId, number>();
  readonly named = new Map<ConversationId, number>();
  readonly people = new Map<string, { online: boolean; lastSeenAt: number | null }>();
  contactsChanged = 0;
  readonly #world: InboxWorld;

  constructor(world: InboxWorld, client: string, identity = ADA) {
    super(new LiveClient<InboxState>(client, (state, event) => evolveInbox(state, event as SequencedInboxEvent)), {
      open: () => world.openAs(identity),
      message: (socket, text) => world.message(socket, text),
      cut: (socket) => world.cut(socket),
      later: (ms, task) => world.later(ms, task),
    });
    this.#world = world;
  }

  override connect(): void {
    if (this.socket !== null) return;
    super.connect();
    if (this.socket === null) return;
    this.shown.clear();
    this.named.clear();
  }

  protected took(frame: ServerFrame, _received: Received): void {
    if (frame.type === "signal") this.#note(frame.name, frame.data);
  }

  protected holds(seq: number, hash: string): void {
    this.#world.checkHash(seq, hash);
  }

  #note(name: string, data: unknown): void {
    if (name === "contacts") this.contactsChanged += 1;
    if (name === "unread") {
      const { conversation, count, named } = data as InboxSignalData["unread"];
      this.shown.set(conversation, count);
      this.named.set(conversation, named);
    }
    if (name === "person") {
      const { user, ...presence } = data as InboxSignalData["person"];
      this.people.set(user, presence);
    }
  }
}

export class InboxWorld extends ActorLife<InboxActor> {
  readonly conversations: FakeConversation[];
  /** Conversations that were asked since they began their nudge. */
  readonly registered = new Set<ConversationId>();
  readonly settled: [ConversationId, boolean][] = [];
  readonly readNotifications: string[] = [];
  readonly met: [string, unknown][] = [];
  audience: Audience = { shows: true, others: [] };
  others: Record<string, { online: boolean; lastSeenAt: number | null }> = {};
  failEffects = false;
  readonly #hashes = new Map<number, string>();
  #onTheWay: (() => Promise<void> | void)[] = [];
  #pending = new Set<Promise<unknown>>();
  /** Which instance it is, and how much it is waiting for. */
  #life = 0;
  #asked = 0;

  constructor(conversations = 0) {
    super(START_MS);
    this.conversations = Array.from({ length: conversations }, (_, index) => new FakeConversation(this, index + 1));
    this.actor();
  }

  /** Something travels to another object; it arrives when the schedule lets it. */
  travels(work: () => Promise<void> | void): void {
    this.#onTheWay.push(work);
  }

  /** There, and back again to the same instance; to one that is gone nothing comes back. */
  #travel<T>(work: () => T): Promise<T> {
    const life = this.#life;
    return new Promise<T>((resolve) => {
      this.#asked += 1;
      this.travels(() => {
        const answer = work();
        this.travels(() => {
          if (life !== this.#life) return;
          this.#asked -= 1;
          resolve(answer);
        });
      });
    });
  }

  protected override forget(): void {
    super.forget();
    this.#life += 1;
    this.#asked = 0;
  }

  /** One of what is on the way arrives; false where nothing is. */
  async arrive(index: number): Promise<boolean> {
    const [work] = this.#onTheWay.splice(index % Math.max(1, this.#onTheWay.length), 1);
    if (work === undefined) return false;
    const done = Promise.resolve(work()).catch(() => {});
    this.#pending.add(done.finally(() => this.#pending.delete(done)));
    // Whoever waited for it goes on before anything else happens.
    for (let turn = 0; turn < 12; turn++) await Promise.resolve();
    return true;
  }

  #conversation(id: ConversationId): FakeConversation | undefined {
    return this.conversations.find((conversation) => conversation.id === id);
  }

  build(): InboxActor {
    const fail = <T>(value: T): T => {
      if (this.failEffects) throw new Error("effects are down");
      return value;
    };
    return new InboxActor(this.machine.host, ADA.user, async () => null, {
      listConversations: () => this.#travel(() => this.conversations.map(({ id }) => id)),
      unreadFor: (id, marker) =>
        this.#travel(() => {
          this.registered.add(id);
          return this.#conversation(id)?.answer(marker) ?? null;
        }),
      settleInvitation: async (id, accepted) => void this.settled.push(fail([id, accepted])),
      readNotification: async (id) => void this.readNotifications.push(fail(id)),
      audience: async () => this.audience,
      meet: async (other, own) => {
        this.met.push([other, own]);
        return this.others[other] ?? { online: false, lastSeenAt: null };
      },
    });
  }

  nudge(unread: Unread): Promise<"online" | "offline"> {
    return this.turn((inbox) => inbox.nudge(unread)) ?? Promise.resolve("online");
  }

  override message(socket: FakeSocket, text: string): void {
    void this.turn((inbox) => inbox.message(socket, text))?.catch(() => {});
  }

  /** What is in memory is gone, sockets stay. An object that waits for an answer is not evicted. */
  evict(): void {
    if (this.#asked > 0) return;
    this.machine.forgetTimers();
    this.forget();
  }

  /** G5: whoever holds `seq` holds the same state as everybody else at `seq`. */
  checkHash(seq: number, hash: string): void {
    const known = this.#hashes.get(seq);
    if (known !== undefined && known !== hash) throw new Error(`two states at seq ${seq}: ${known} and ${hash}`);
    this.#hashes.set(seq, hash);
  }
}
