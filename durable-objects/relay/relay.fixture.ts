// Rooms that are big with few people, for tests in workerd: sockets go where the room sends them, as the Worker does it.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect } from "vitest";
import { GRANT_HEADER, type Identity, type SocketGrant } from "#core/protocol/identity.ts";
import type { RoomId } from "#core/protocol/ids.ts";
import { LiveClient } from "#core/domain/live-client.ts";
import { evolve, type SequencedRoomEvent } from "#core/domain/lock-in/evolve.ts";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import type { Redirect } from "../shell/platform-socket.ts";
import { newPerson, openRoom, RoomClient, roomStub, upgrade } from "../lock-in-room/room-client.fixture.ts";
import { hashOf } from "../shell/state-hash.ts";
import { relayName } from "./relay-name.ts";

type Limits = { SOCKETS_PER_OBJECT?: string; ROOM_SEATS?: string };

/** For objects that are made from now on; `{}` takes it back. */
export const limit = (id: RoomId, limits: Limits): Promise<void> => limitAt(roomStub(id), limits);

export const limitAt = async (stub: DurableObjectStub, limits: Limits): Promise<void> => {
  await runInDurableObject(stub, (actor) => {
    const own = (actor as unknown as { env: Limits }).env;
    delete own.SOCKETS_PER_OBJECT;
    delete own.ROOM_SEATS;
    Object.assign(own, limits);
  });
};

export const relayStub = (id: RoomId, place: number) => env.RELAYS.getByName(relayName(id, place));

/** As the Worker does it: first the room, then the relay it names. */
export const openSomewhere = async (
  id: RoomId,
  identity: Identity,
  jti: string = crypto.randomUUID(),
): Promise<{ place: number | null; grant: SocketGrant | null; socket: WebSocket | string }> => {
  const answer = await upgrade(id, identity, { jti });
  if (answer.webSocket !== null) return { place: null, grant: null, socket: answer.webSocket };
  const said = await answer.json<string | Redirect>();
  if (typeof said === "string") return { place: null, grant: null, socket: said };
  const { place, grant } = said;
  const headers = { upgrade: "websocket", [GRANT_HEADER]: JSON.stringify(grant) };
  const opened = await relayStub(id, place).fetch("https://actor/socket", { headers });
  return { place, grant, socket: opened.webSocket ?? (await opened.json<string>()) };
};

const fold = (state: RoomState | null, event: unknown) => evolve(state, event as SequencedRoomEvent);

export type Seated = { readonly page: RoomClient; readonly place: number | null; readonly isListening: boolean };

/** Opens and says hello, wherever that is. */
export const sit = async (id: RoomId, identity: Identity, live?: LiveClient<RoomState>): Promise<Seated> => {
  const { place, grant, socket } = await openSomewhere(id, identity);
  if (typeof socket === "string") throw new Error(`refused: ${socket}`);
  const page = new RoomClient(socket, live ?? new LiveClient(crypto.randomUUID(), fold));
  await page.hello();
  return { page, place, isListening: grant?.audience === true };
};

export const SMALL = { SOCKETS_PER_OBJECT: "2", ROOM_SEATS: "4" };
let crowdedRoom: RoomId | null = null;

/** A room with four seats whose object serves two sockets: two of its members sit at the room, two behind a relay. */
export const crowded = async (listeners = 2) => {
  const people = ["Ada", "Ben", "Cleo", "Dev"].map((name) => newPerson(name));
  const [ada] = people as [Identity];
  const { id } = await openRoom(ada);
  crowdedRoom = id;
  await limit(id, SMALL);
  await runInDurableObject(roomStub(id), (_, ctx) => ctx.abort("limits")).catch(() => {});
  const seats: Seated[] = [];
  for (const person of people) {
    await roomStub(id).admit(person, null);
    seats.push(await sit(id, person));
  }
  const audience: Seated[] = [];
  for (let count = 0; count < listeners; count++) audience.push(await sit(id, newPerson(`Listener ${count}`)));
  return { id, people, seats, audience, everybody: [...seats, ...audience] };
};

/** After each test that was crowded. */
export const dissolve = async (): Promise<void> => {
  if (crowdedRoom !== null) await limit(crowdedRoom, {});
};

/** Everybody has everything up to `have`, and the same. */
export const alike = async (everybody: readonly Seated[], have: number): Promise<void> => {
  for (const { page } of everybody) await page.until(() => page.live.have >= have);
  expect(new Set(everybody.map(({ page }) => page.live.have)).size).toBe(1);
  expect(new Set(everybody.map(({ page }) => hashOf(page.state))).size).toBe(1);
};
