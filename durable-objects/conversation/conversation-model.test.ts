// G1-G6 on the pure engine, with a conversation in it: people come and go, see from where they came in, and what is unread
// equals its definition.
import { expect, test } from "vitest";
import { pick } from "#core/domain/seeded-random.fixture.ts";
import { noticeOf } from "#core/domain/conversations/notices.ts";
import type { ConversationState } from "#core/protocol/conversations.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { HistoryPage, Notice } from "#core/protocol/history.ts";
import type { UserId } from "#core/protocol/ids.ts";
import { UNREAD_CAP } from "#core/protocol/limits.ts";
import { holdsOver, MODEL_TIMEOUT_MS, PEOPLE, Schedule, SCHEDULES, SEED } from "../shell/model-schedule.fake.ts";
import { DECK, identityOf, NO_DECK, type Page, SLIDES } from "../shell/model-world.fake.ts";
import { slideshowCommand, slideshowSignal } from "../shell/slideshow.fixture.ts";
import type { ConversationActor } from "./conversation-actor.ts";
import { ConversationWorld } from "./conversation-world.fake.ts";

/** One in so many schedules is before a crowd, with either history. */
const CROWDED_EVERY = 128;
const CROWD = 300;

const EVERYBODY = Array.from({ length: PEOPLE }, (_, index) => index);

/** Whom a message mentions after everything in the log. */
const mentionsIn = (log: readonly SequencedEvent[], seq: number): readonly string[] =>
  log.reduce<readonly string[]>((before, event) => {
    const data = event.data as { target?: number; mentions?: readonly string[] };
    const isOfIt = event.seq === seq || (event.name === "edited" && data.target === seq);
    return isOfIt ? (data.mentions ?? before) : before;
  }, []);

class ConversationSchedule extends Schedule<ConversationState, ConversationActor> {
  /** A marker that came too soon is refused for up to a minute. */
  override readonly roundMs = 9_000;
  override readonly patience: number;
  readonly #conversation: ConversationWorld;
  readonly #isCrowded: boolean;

  constructor(seed: number) {
    const conversation = new ConversationWorld(seed % 2 === 0 ? "from_join" : "all");
    super(conversation, seed);
    this.#conversation = conversation;
    this.#isCrowded = seed % CROWDED_EVERY < 2;
    // More is said in a crowd than limits let through in forty rounds.
    this.patience = this.#isCrowded ? 200 : 40;
  }

  override async step(): Promise<void> {
    if (this.#isCrowded) this.#chatter();
    await super.step();
  }

  /** So much is said at once that events are gathered, and what comes meanwhile waits unread. */
  #chatter(): void {
    this.#conversation.crowd(PEOPLE - 1, CROWD);
    if (this.roll() < 0.9) return;
    for (const page of this.pages.filter(({ isAlive }) => isAlive)) {
      for (let words = this.roll() * 5; words > 0; words--)
        page.command("send", { body: { kind: "plain", text: "So" } });
      while (page.toServer.length > 0 && this.roll() < 0.9) page.pump();
    }
  }

  override compose(page: Page<ConversationState>): [string, Record<string, unknown>] {
    const { roll } = this;
    const seq = 1 + Math.floor(roll() * Math.max(1, page.live.have));
    const size = roll() < 0.05 ? 15_000 : 8;
    const body = { kind: "plain", text: `${Math.floor(roll() * 1e6)} ${"ü".repeat(size / 2)}` };
    const user = identityOf(Math.floor(roll() * PEOPLE)).user;
    const dice = roll();
    if (roll() < 0.04) {
      const fence = (page.live.state?.driver?.fence ?? 0) - (roll() < 0.1 ? 1 : 0);
      return slideshowCommand(roll, Math.max(0, fence), [DECK, NO_DECK], SLIDES);
    }
    const mentions = roll() < 0.3 ? { mentions: [user, identityOf(Math.floor(roll() * PEOPLE)).user] } : {};
    if (dice < 0.45) return ["send", { body, ...mentions, ...(roll() < 0.3 && { replyTo: seq }) }];
    if (dice < 0.55) return ["edit", { seq, body, ...mentions }];
    if (dice < 0.63) return ["remove", { seq }];
    if (dice < 0.73) return ["react", { seq, emoji: pick(roll, ["👍", "🎉", "❤️", "nope"]), on: roll() < 0.7 }];
    if (dice < 0.79) return ["read", { upTo: seq }];
    if (dice < 0.83) return ["pin", { seq, on: roll() < 0.7 }];
    if (dice < 0.87) return ["rename", { title: `Title ${Math.floor(roll() * 5)}` }];
    if (dice < 0.91) return ["set_role", { user, role: pick(roll, ["owner", "admin", "member"]) }];
    if (dice < 0.94) return ["remove_member", { user }];
    if (dice < 0.96) return ["leave", {}];
    return pick(roll, [["no_such_command", {}] as const, ["send", { body: 1 }] as const]) as [string, { body: number }];
  }

  override signal(page: Page<ConversationState>, dice: number): void {
    if (dice < 0.4) page.signal("visible", { on: this.roll() < 0.7 });
    else if (dice < 0.6) page.signal("typing", { on: true });
    else if (dice < 0.8) page.signal("read", { upTo: Math.max(1, page.live.have) });
    else if (dice < 0.9) page.signal(...slideshowSignal(this.roll(), DECK));
    else page.signal("watch", {});
  }

  override interfere(isEnding: boolean): void {
    const some = EVERYBODY.filter(() => isEnding || this.roll() < 0.5);
    if (some.length > 0) this.#conversation.addEverybody(some);
  }

  /** The past as somebody scrolls through it. */
  #inPages(actor: ConversationActor, user: UserId): [number[], Notice[]] {
    const items: number[] = [];
    const notices: Notice[] = [];
    for (let before: number | null | undefined = null; before !== undefined;) {
      const page: HistoryPage | null = actor.history(user, before, 7);
      items.unshift(...(page?.items ?? []).map(({ seq }) => seq));
      notices.unshift(...(page?.notices ?? []));
      before = page?.before ?? undefined;
    }
    return [items, notices];
  }

  override check(): void {
    super.check();
    this.#conversation.checkGrants();
    const log = this.#conversation.log();
    const actor = this.#conversation.actor();
    if (actor === null) throw new Error("not awake");
    const removed = new Set(
      log.flatMap(({ name, data }) => (name === "removed" ? [(data as { target: number }).target] : [])),
    );
    for (const { user, from } of actor.state.members) {
      const marker = actor.state.markers[user] ?? 0;
      const unread = log.filter(
        ({ name, seq, data }) =>
          name === "sent" &&
          (data as { user: UserId }).user !== user &&
          seq > marker &&
          seq >= from &&
          !removed.has(seq),
      );
      expect(actor.unreadOf(user, 0).count).toBe(Math.min(unread.length, UNREAD_CAP));
      const named = unread.filter(({ seq }) => mentionsIn(log, seq).includes(user));
      expect(actor.unreadOf(user, 0).named).toBe(Math.min(named.length, UNREAD_CAP));
      const page = actor.history(user, null, 500);
      const visible = log.filter(({ name, seq }) => name === "sent" && seq >= from).map(({ seq }) => seq);
      expect(page?.items.map(({ seq }) => seq)).toEqual(visible);
      const told = log.filter(({ seq }) => seq >= from).flatMap((event) => noticeOf(event) ?? []);
      expect(page?.notices).toEqual(told);
      expect(this.#inPages(actor, user)).toEqual([visible, told]);
      // What old pages fold to is what the state says of the same messages.
      for (const message of actor.state.messages) {
        if (message.seq >= from) expect(page?.items.find(({ seq }) => seq === message.seq)).toEqual(message);
      }
    }
  }
}

test(
  `C40 G1-G6 hold over ${SCHEDULES} random schedules of a conversation (seed ${SEED})`,
  { timeout: MODEL_TIMEOUT_MS },
  () => holdsOver((seed) => new ConversationSchedule(seed)),
);
