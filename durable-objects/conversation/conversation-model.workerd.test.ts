// G1-G5 in workerd, with a conversation.
import { expect, test } from "vitest";
import { pick, type Random } from "#core/domain/seeded-random.fixture.ts";
import { viewFrom } from "#core/domain/conversations/conversation-state.ts";
import { evolve } from "#core/domain/conversations/evolve.ts";
import type { SequencedConversationEvent } from "#core/domain/conversations/folding.ts";
import type { ConversationState } from "#core/protocol/conversations.ts";
import type { ServerFrame } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { DeckId } from "#core/protocol/ids.ts";
import { type Cast, castOf } from "../shell/deck.fixture.ts";
import { holdsInWorkerd, type Subject, type WirePage } from "../shell/model-workerd.fixture.ts";
import { openingShow, slideshowCommand, slideshowOdds } from "../shell/slideshow.fixture.ts";
import { conversationStub, newPerson, openConversation, upgrade } from "./conversation-client.fixture.ts";

const SCHEDULES = 100;
const SEED = Number(process.env["MODEL_SEED"] ?? Date.now() % 1_000_000);

const SLIDES = 5;

const command = (
  roll: Random,
  page: WirePage<ConversationState>,
  deckId: DeckId,
): [string, Record<string, unknown>] => {
  const { holder = null, fence = 0 } = page.live.state?.driver ?? {};
  const odds = slideshowOdds(holder === page.person.user, page.live.state?.show !== undefined);
  if (roll() < odds) return slideshowCommand(roll, fence, [deckId], SLIDES);
  const seq = 1 + Math.floor(roll() * Math.max(1, page.live.have));
  const body = { kind: "plain", text: `line ${Math.floor(roll() * 1e6)}` };
  const dice = roll();
  if (dice < 0.5) return ["send", roll() < 0.3 ? { body, replyTo: seq } : { body }];
  if (dice < 0.62) return ["edit", { seq, body }];
  if (dice < 0.7) return ["remove", { seq }];
  if (dice < 0.85) return ["react", { seq, emoji: pick(roll, ["👍", "🎉", "no"]), on: roll() < 0.7 }];
  if (dice < 0.95) return ["rename", { title: `Title ${Math.floor(roll() * 5)}` }];
  return ["pin", { seq, on: roll() < 0.6 }];
};

/** The same in every life: decks take longer than a life. */
let cast: Promise<Cast> | null = null;

/** In half of the lives people come in late, and see from there. */
const begin = async (seed: number, count: number): Promise<Subject<ConversationState>> => {
  cast ??= castOf(
    Array.from({ length: count }, (_, index) => newPerson(`Person ${index}`)),
    SLIDES,
  );
  const { people, deckOf } = await cast;
  const owner = newPerson("Owner");
  const { id } = await openConversation([owner], { history: seed % 2 === 0 ? "from_join" : "all" });
  const bringIn = ({ user, name }: Identity) => conversationStub(id).addMembers(owner.user, [{ user, name }]);
  return {
    people,
    stub: () => conversationStub(id),
    connect: async (person) => {
      await bringIn(person);
      const { webSocket } = await upgrade(id, person);
      if (webSocket === null) throw new Error("a member was refused");
      return webSocket;
    },
    submit: async (person, body) => {
      const answer = await conversationStub(id).submit(person, body);
      expect(answer.ok).toBe(true);
      return answer.ok ? (answer.value as ServerFrame[]) : [];
    },
    touch: () => conversationStub(id).look(owner.user, 0),
    opening: openingShow(seed, 0, deckOf(people[0] as Identity)),
    command: (roll, page) => command(roll, page, deckOf(page.person)),
    evolve: (state, event) => evolve(state, event as SequencedConversationEvent),
    view: viewFrom,
  };
};

test(
  `G1-G5 hold over ${SCHEDULES} random schedules of a conversation in workerd (seed ${SEED})`,
  { timeout: 300_000 },
  () => holdsInWorkerd(SCHEDULES, SEED, begin, ["shown", "went", "played", "hidden"]),
);
