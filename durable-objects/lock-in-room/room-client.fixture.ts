// People in a room for tests in workerd: the product's own client on a real hibernatable socket.
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { LiveClient, type Settled } from "#core/domain/live-client.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { GRANT_HEADER, type Identity } from "#core/protocol/identity.ts";
import type { RoomId } from "#core/protocol/ids.ts";
import type { Plan, Visibility } from "#core/protocol/rooms.ts";
import { nextSuffix, TestPage, type Ticket } from "../shell/test-page.fixture.ts";

export const MINUTE_MS = 60_000;
export const PLAN: Plan = {
  focusMs: 25 * MINUTE_MS,
  breakMs: 5 * MINUTE_MS,
  longBreakMs: 15 * MINUTE_MS,
  longBreakEvery: 4,
  rounds: 4,
};

/** Shorter than it takes to count as gone without a ping. */
export const SHORT: Plan = { ...PLAN, focusMs: 30_000 };

/** Only the clock: sockets and flush windows keep their real timers. */
export const holdClock = () => vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2036-11-16T08:00:00Z") });
export const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

export const newPerson = (name: string, role: Identity["role"] = "user"): Identity => ({
  user: `usr_${nextSuffix()}` as Identity["user"],
  name,
  session: `ses_${nextSuffix()}` as Identity["session"],
  role,
  tokenExpiresAt: Date.now() + 24 * 60 * MINUTE_MS,
});

export const roomStub = (id: RoomId) => env.ROOMS.getByName(id);

export const openRoom = async (
  creator: Identity,
  options: { visibility?: Visibility; code?: string | null; plan?: Plan; openChat?: boolean } = {},
): Promise<{ id: RoomId; stub: ReturnType<typeof roomStub> }> => {
  const id = `room_${nextSuffix()}` as RoomId;
  const stub = roomStub(id);
  const { visibility = "public", code = null, plan = PLAN, openChat = false } = options;
  await stub.create({ id, title: "Thesis hours", visibility, plan, openChat, code, creator });
  return { id, stub };
};

export const upgrade = (id: RoomId, identity: Identity, ticket: Ticket = {}): Promise<Response> => {
  const { jti = crypto.randomUUID(), ticketExpiresAt = Date.now() + 30_000 } = ticket;
  const grant = JSON.stringify({ ...identity, jti, ticketExpiresAt });
  return roomStub(id).fetch("https://actor/socket", { headers: { upgrade: "websocket", [GRANT_HEADER]: grant } });
};

const fold = (state: RoomState | null, event: unknown) => evolve(state, event as SequencedRoomEvent);

export class RoomClient extends TestPage<RoomState> {
  /** A socket that has not said hello. */
  static async open(
    id: RoomId,
    identity: Identity,
    live?: LiveClient<RoomState>,
    ticket?: Ticket,
  ): Promise<RoomClient> {
    const response = await upgrade(id, identity, ticket);
    if (response.webSocket === null) throw new Error(`no socket: ${await response.text()}`);
    return new RoomClient(response.webSocket, live ?? new LiveClient(crypto.randomUUID(), fold));
  }

  /** Joined, welcomed and in front. */
  static async join(id: RoomId, identity: Identity, live?: LiveClient<RoomState>): Promise<RoomClient> {
    await roomStub(id).admit(identity, null);
    const client = await RoomClient.open(id, identity, live);
    await client.hello();
    return client;
  }

  /** A driver's command with the fence this page knows. */
  drive(name: string, data: Record<string, unknown> = {}): Promise<Settled> {
    return this.command(name, { fence: this.live.state?.driver.fence ?? 0, ...data });
  }
}

/** The platform stamps pings with the real clock; under a held one, hello is the sign of life. */
export const showLife = async (pages: readonly RoomClient[]): Promise<void> => {
  for (const page of pages) {
    const before = page.frames.length;
    page.send(page.live.hello());
    await page.until(() => page.frames.slice(before).some((frame) => frame.type === "welcome"));
  }
};
