// G1-G5 in workerd, with a room.
import { expect, test } from "vitest";
import { pick, type Random } from "#core/domain/seeded-random.fixture.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { ServerFrame } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { holdsInWorkerd, type Subject, type WirePage } from "../shell/model-workerd.fixture.ts";
import { newPerson, openRoom, roomStub, upgrade } from "./room-client.fixture.ts";

const SCHEDULES = 100;
const SEED = Number(process.env["MODEL_SEED"] ?? Date.now() % 1_000_000);

const command = (roll: Random, page: WirePage<RoomState>): [string, Record<string, unknown>] => {
  const fence = page.live.state?.driver.fence ?? 1;
  const dice = roll();
  if (dice < 0.5) return ["say", { text: `line ${Math.floor(roll() * 1e6)}` }];
  if (dice < 0.65) return ["declare", { text: `goal ${Math.floor(roll() * 4)}` }];
  return [pick(roll, ["start", "pause", "resume", "skip", "end", "undo_end"]) ?? "start", { fence }];
};

const begin = async (_seed: number, count: number): Promise<Subject<RoomState>> => {
  const people = Array.from({ length: count }, (_, index) => newPerson(`Person ${index}`));
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
    command,
    evolve: (state, event) => evolve(state, event as SequencedRoomEvent),
    view: (state) => state,
  };
};

test(`G1-G5 hold over ${SCHEDULES} random schedules of a room in workerd (seed ${SEED})`, { timeout: 300_000 }, () =>
  holdsInWorkerd(SCHEDULES, SEED, begin),
);
