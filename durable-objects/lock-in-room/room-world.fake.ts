// A room in the model of G1-G6.
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import { MAX_ROOM_MEMBERS, type RoomState } from "#core/domain/lock-in/room-state.ts";
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { SequencedEvent } from "#core/protocol/frames.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { RoomId } from "#core/protocol/ids.ts";
import { NO_RELAYS } from "../relay/no-relays.fake.ts";
import { identityOf, SUFFIX, World } from "../shell/model-world.fake.ts";
import { RoomActor, type RoomPorts } from "./room-actor.ts";

const ROOM_ID = `room_${SUFFIX}1` as RoomId;

export type Limits = Pick<RoomPorts, "relays" | "seats">;
/** Larger than anything this model does. */
const WHOLE: Limits = { relays: { ...NO_RELAYS, socketsPerObject: MAX_ROOM_MEMBERS }, seats: MAX_ROOM_MEMBERS };

export class RoomWorld extends World<RoomState, RoomActor> {
  readonly credited: AttendanceReceipt[] = [];

  readonly #limits: () => Limits;

  constructor(limits: () => Limits = () => WHOLE) {
    super();
    this.#limits = limits;
    this.begin();
  }

  override build({ isNew }: { isNew: boolean }): RoomActor {
    const plan = { focusMs: 60_000, breakMs: 20_000, longBreakMs: 30_000, longBreakEvery: 2, rounds: null };
    const creation = {
      id: ROOM_ID,
      title: "Model",
      visibility: "public",
      plan,
      openChat: false,
      code: null,
      creator: identityOf(0),
    } as const;
    return new RoomActor(
      this.machine.host,
      ROOM_ID,
      async () => null,
      {
        recordReceipt: async (receipt) => {
          await this.effect();
          this.credited.push(receipt);
        },
        projectRoom: () => this.effect(),
        recordEvents: () => this.effect(),
        ...this.slideshowPorts,
        ...this.#limits(),
      },
      isNew ? creation : undefined,
    );
  }

  override evolve(state: RoomState | null, event: SequencedEvent): RoomState {
    return evolve(state, event as SequencedRoomEvent);
  }

  override admit(room: RoomActor, identity: Identity): void {
    room.admit(identity, null);
  }
}
