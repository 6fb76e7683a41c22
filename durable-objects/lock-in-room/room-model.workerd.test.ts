// G1-G5 in workerd, with a room.
import { expect, test } from "vitest";
import { pick, type Random } from "#core/domain/seeded-random.fixture.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { ServerFrame } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { DeckId } from "#core/protocol/ids.ts";
import { type Cast, castOf } from "../shell/deck.fixture.ts";
import { holdsInWorkerd, type Subject, type WirePage } from "../shell/model-workerd.fixture.ts";
import { openingShow, slideshowCommand, slideshowOdds } from "../shell/slideshow.fixture.ts";
import { newPerson, openRoom, roomStub, upgrade } from "./room-client.fixture.ts";

const SCHEDULES = 100;
const SEED = Number(process.env["MODEL_SEED"] ?? Date.now() % 1_000_000);

const SLIDES = 5;

const command = (roll: Random, page: WirePage<RoomState>, deckId: DeckId): [string, Record<string, unknown>] => {
  const fence = page.live.state?.driver.fence ?? 1;
  const isDriving = page.live.state?.driver.holder === page.person.user;
  const odds = slideshowOdds(isDriving, page.live.state?.show !== undefined);
  if (roll() < odds) return slideshowCommand(roll, fence, [deckId], SLIDES);
  const dice = roll();
  if (dice < 0.5) return ["say", { text: `line ${Math.floor(roll() * 1e6)}` }];
  if (dice < 0.65) return ["declare", { text: `goal ${Math.floor(roll() * 4)}` }];
  return [pick(roll, ["start", "pause", "resume", "skip", "end", "undo_end"]) ?? "start", { fence }];
};

/** The same in every life: decks take longer than a life. */
let cast: Promise<Cast> | null = null;

const begin = async (seed: number, count: number): Promise<Subject<RoomState>> => {
  cast ??= castOf(
    Array.from({ length: count }, (_, index) => newPerson(`Person ${index}`)),
    SLIDES,
  );
  const { people, deckOf } = await cast;
  const { id } = await openRoom(people[0] as Identity, { openChat: true });
  return {
    people,
    stub: () => roomStub(id),
    connect: async (person) => {
      await roomStub(id).admit(person, null);
      const { webSocket } = await upgrade(id, person);
      if (webSocket === null) throw new Error("a member was refused");
      return webSocket;
    },
    submit: async (person, body) => {
      const answer = await roomStub(id).submit(person, body);
      expect(answer.ok).toBe(true);
      return answer.ok ? (answer.value as ServerFrame[]) : [];
    },
    touch: () => roomStub(id).look(null, null),
    opening: openingShow(seed, 1, deckOf(people[0] as Identity)),
    command: (roll, page) => command(roll, page, deckOf(page.person)),
    evolve: (state, event) => evolve(state, event as SequencedRoomEvent),
    view: (state) => state,
  };
};

test(`G1-G5 hold over ${SCHEDULES} random schedules of a room in workerd (seed ${SEED})`, { timeout: 300_000 }, () =>
  holdsInWorkerd(SCHEDULES, SEED, begin, ["shown", "went", "played", "hidden"]),
);
