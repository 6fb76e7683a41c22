// Rooms as the Worker handles them: makes them, finds their objects, and shows what an object answered.
import type { RoomSight } from "#objects/lock-in-room/lock-in-room.ts";
import type { Identity } from "#core/protocol/identity.ts";
import type { RoomId } from "#core/protocol/ids.ts";
import type { RoomDoor, RoomView } from "#core/protocol/rooms.ts";
import { getRoom, getStandingCode } from "#db/queries/rooms.ts";
import { getUser } from "#db/queries/users.ts";
import type { RoomRow } from "#db/schema/rooms.ts";
import { newCode } from "./codes.ts";
import type { Deps } from "./deps.ts";

const CODE_LENGTH = 10;

/** 50 random bits. */
export const newRoomCode = (): string => newCode(CODE_LENGTH);

export const joinUrlOf = ({ appOrigin }: Deps, code: string): string => `${appOrigin}/j/${code}`;

type RoomStub = ReturnType<Deps["rooms"]["getByName"]>;

const makeObject = async (deps: Deps, row: RoomRow, stub: RoomStub): Promise<void> => {
  const { id, title, visibility, plan, openChat, createdBy } = row;
  const [creator, code] = await Promise.all([getUser(deps.db, createdBy), getStandingCode(deps.db, id)]);
  const { name, role } = creator ?? { name: "", role: "user" as const };
  await stub.create({ id, title, visibility, plan, openChat, code, creator: { user: createdBy, name, role } });
};

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/**
 * Asks a room's object. Ids that the directory does not know reach no object, so guessing makes no storage; where the
 * row is there and the object is not (a crash between the two), the object is made and asked again.
 */
export const askRoom = async <T>(
  deps: Deps,
  id: RoomId,
  ask: (stub: RoomStub) => Promise<Answer<T>>,
): Promise<{ row: RoomRow; answer: Answer<T> } | null> => {
  const row = await getRoom(deps.db, id);
  if (row === null) return null;
  const answer = await ask(deps.rooms.getByName(id));
  if (answer.ok || answer.error !== "uncreated") return { row, answer };
  const stub = deps.rooms.getByName(id);
  await makeObject(deps, row, stub);
  return { row, answer: await ask(stub) };
};

export const createRoomObject = async (deps: Deps, row: RoomRow, identity: Identity): Promise<RoomSight> => {
  const stub = deps.rooms.getByName(row.id);
  await makeObject(deps, row, stub);
  const admitted = await stub.admit(identity, null);
  if (!admitted.ok) throw new Error(`a room refused its creator: ${admitted.error}`);
  return admitted.value;
};

/** Fresh from the object. */
export const toDoor = (deps: Deps, row: RoomRow, sight: RoomSight): RoomDoor => ({
  ...sight,
  joinUrl: sight.code === null ? null : joinUrlOf(deps, sight.code),
  activeAt: row.activeAt,
});

/** From the directory: late by up to a minute, and without what only members see. */
export const toListed = (row: RoomRow, isMember: boolean): RoomView => ({
  id: row.id,
  title: row.title,
  visibility: row.visibility,
  code: null,
  joinUrl: null,
  plan: row.plan,
  schedule: row.schedule,
  present: row.present,
  activeAt: row.activeAt,
  member: isMember,
});
