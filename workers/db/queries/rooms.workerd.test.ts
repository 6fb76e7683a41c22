// The directory of rooms.
import { typeid } from "typeid-js";
import { expect } from "vitest";
import type { RoomId } from "#core/protocol/ids.ts";
import type { RoomProjection } from "#core/protocol/projector.ts";
import { DEFAULT_PLAN } from "#core/domain/lock-in/plans.ts";
import type { Db } from "../open.ts";
import { DAY_MS, NOW, newUserId, requireValue, onBothDatabases } from "./both-databases.ts";
import * as rooms from "./rooms.ts";

const create = async (d: Db, change: Partial<rooms.NewRoom> = {}): Promise<rooms.NewRoom> => {
  const room: rooms.NewRoom = {
    id: typeid("room").toString() as RoomId,
    title: "Library",
    visibility: "unlisted",
    plan: DEFAULT_PLAN,
    openChat: false,
    createdBy: newUserId(),
    createdAt: NOW,
    code: crypto.randomUUID(),
    ...change,
  };
  await rooms.insertRoom(d, room);
  return room;
};
const projection = ({ id, title, visibility }: rooms.NewRoom): RoomProjection => ({
  id,
  title,
  visibility,
  plan: DEFAULT_PLAN,
  schedule: null,
  seq: 1,
  members: [],
  present: 0,
  live: true,
  activeAt: NOW,
});

onBothDatabases("rooms", (rule) => {
  rule("creating twice with one id is creating once", async (d) => {
    const room = await create(d);
    await rooms.insertRoom(d, { ...room, title: "Other" });
    expect(await rooms.getRoom(d, room.id)).toMatchObject({ title: "Library", seq: 0, memberCount: 1, live: false });
    expect(await rooms.getStandingCode(d, room.id)).toBe(room.code);
    expect((await rooms.listMyRooms(d, room.createdBy, null, 10)).map((row) => row.id)).toEqual([room.id]);
  });

  rule("an older projection never overwrites a newer one, in rows and in membership", async (d) => {
    const room = await create(d);
    const [ada, bob] = [newUserId(), newUserId()];
    const base = projection(room);
    await rooms.projectRoom(d, { ...base, seq: 7, title: "New", members: [room.createdBy, ada], activeAt: NOW + 7 });
    await rooms.projectRoom(d, { ...base, seq: 3, title: "Old", members: [bob], activeAt: NOW + 3 });
    await rooms.projectRoom(d, { ...base, seq: 7, title: "New", members: [room.createdBy, ada], activeAt: NOW + 7 });
    expect(await rooms.getRoom(d, room.id)).toMatchObject({
      title: "New",
      seq: 7,
      memberCount: 2,
      activeAt: NOW + 7,
    });
    expect(await rooms.listMyRooms(d, bob, null, 10)).toEqual([]);
    expect(await rooms.listMyRooms(d, ada, null, 10)).toHaveLength(1);
    await rooms.projectRoom(d, { ...base, seq: 9, title: "New", members: [bob], activeAt: NOW + 9 });
    expect(await rooms.listMyRooms(d, ada, null, 10)).toEqual([]);
    await rooms.projectRoom(d, { ...base, seq: 10, title: "New", members: [bob, ada], activeAt: NOW + 10 });
    expect(await rooms.listMyRooms(d, ada, null, 10)).toHaveLength(1);
  });

  rule("a room with a thousand members is projected in one batch", async (d) => {
    const room = await create(d);
    const members = Array.from({ length: 1_000 }, () => newUserId());
    await rooms.projectRoom(d, { ...projection(room), members });
    expect(await rooms.getRoom(d, room.id)).toMatchObject({ memberCount: 1_000 });
  });

  rule("public rooms are listed live ones first, page by page without gap or repeat", async (d) => {
    const made: RoomId[] = [];
    for (const [live, activeAt] of [
      [false, 30],
      [true, 10],
      [true, 20],
      [false, 40],
      [true, 20],
    ] as const) {
      const room = await create(d, { visibility: "public" });
      await rooms.projectRoom(d, { ...projection(room), live, activeAt: NOW + activeAt });
      made.push(room.id);
    }
    await create(d, { visibility: "private" });
    const seen: rooms.RoomPlace[] = [];
    for (let place: rooms.RoomPlace | null = null; ;) {
      const page: Awaited<ReturnType<typeof rooms.listPublicRooms>> = await rooms.listPublicRooms(d, place, 2);
      seen.push(...page.map(rooms.placeOf));
      const last = page.at(-1);
      if (!last) break;
      place = rooms.placeOf(last);
    }
    const ours = seen.filter((place) => made.includes(place.id));
    expect(ours.map(({ live, activeAt }) => [live, activeAt - NOW])).toEqual([
      [true, 20],
      [true, 20],
      [true, 10],
      [false, 40],
      [false, 30],
    ]);
    expect(new Set(ours.map((place) => place.id)).size).toBe(5);
  });

  rule("a room that was never created is not made by its projection", async (d) => {
    const id = typeid("room").toString() as RoomId;
    const user = newUserId();
    const ghost = { id, title: "Ghost", visibility: "public", createdBy: user, createdAt: NOW, code: null } as const;
    await rooms.projectRoom(d, { ...projection({ ...ghost, plan: DEFAULT_PLAN, openChat: false }), members: [user] });
    expect(await rooms.getRoom(d, id)).toBeNull();
    expect(await rooms.listMyRooms(d, user, null, 10)).toEqual([]);
  });

  rule("a code leads to its room until it expires; the standing one always", async (d) => {
    const room = await create(d);
    const code = crypto.randomUUID();
    await rooms.insertRoomCode(d, { code, roomId: room.id, createdBy: room.createdBy, expiresAt: NOW + 10 });
    expect((await rooms.findRoomByCode(d, code, NOW))?.id).toBe(room.id);
    expect(await rooms.findRoomByCode(d, code, NOW + 10)).toBeNull();
    expect(await rooms.findRoomByCode(d, "unknown", NOW)).toBeNull();
    await rooms.deleteCodesBefore(d, NOW + 11);
    expect(await rooms.findRoomByCode(d, code, NOW)).toBeNull();
    expect((await rooms.findRoomByCode(d, requireValue(room.code), NOW + DAY_MS))?.id).toBe(room.id);
  });
});
