// The directory of rooms. It is late by design: the room itself decides who belongs to it.
import { and, desc, eq, gt, isNotNull, isNull, lt, lte, or, sql } from "drizzle-orm";
import type { RoomId, UserId } from "#core/protocol/ids.ts";
import type { RoomProjection } from "#core/protocol/projector.ts";
import type { Db } from "../open.ts";
import { actors } from "../schema/actors.ts";
import { roomCodes, roomMembers, rooms, type RoomCodeRow, type RoomRow } from "../schema/rooms.ts";

export type NewRoom = Pick<RoomRow, "id" | "title" | "visibility" | "plan" | "openChat" | "createdBy" | "createdAt"> & {
  /** The standing code that lets others in; null in private rooms. */
  readonly code: string | null;
};

/** The row, its standing code and its first member, all or nothing. Again with the same id is nothing. */
export const insertRoom = async (db: Db, { code, ...room }: NewRoom): Promise<void> => {
  const { id: roomId, createdBy, createdAt } = room;
  const codes = code === null ? [] : [{ code, roomId, createdBy, expiresAt: null }];
  await db.batch([
    db
      .insert(rooms)
      .values({ ...room, seq: 0, schedule: null, live: false, present: 0, memberCount: 1, activeAt: createdAt })
      .onConflictDoNothing(),
    db
      .insert(roomMembers)
      .values({ roomId, userId: createdBy, joinedAt: createdAt, leftAt: null })
      .onConflictDoNothing(),
    db.insert(actors).values({ id: roomId, createdAt }).onConflictDoNothing(),
    ...codes.map((row) => db.insert(roomCodes).values(row).onConflictDoNothing()),
  ]);
};

export const getRoom = async (db: Db, id: RoomId): Promise<RoomRow | null> => {
  const [row] = await db.select().from(rooms).where(eq(rooms.id, id)).limit(1);
  return row ?? null;
};

/** Where a page ended: rooms are listed live ones first, then by last activity. */
export type RoomPlace = { readonly live: boolean; readonly activeAt: number; readonly id: RoomId };

export const placeOf = ({ live, activeAt, id }: RoomRow): RoomPlace => ({ live, activeAt, id });

const after = (place: RoomPlace | null) =>
  place === null
    ? undefined
    : sql`(${rooms.live}, ${rooms.activeAt}, ${rooms.id}) < (${place.live ? 1 : 0}, ${place.activeAt}, ${place.id})`;

const order = [desc(rooms.live), desc(rooms.activeAt), desc(rooms.id)] as const;

export const listPublicRooms = async (db: Db, place: RoomPlace | null, limit: number): Promise<RoomRow[]> =>
  db
    .select()
    .from(rooms)
    .where(and(eq(rooms.visibility, "public"), after(place)))
    .orderBy(...order)
    .limit(limit);

/** Rooms a person belongs to now. */
export const listMyRooms = async (db: Db, user: UserId, place: RoomPlace | null, limit: number): Promise<RoomRow[]> => {
  const rows = await db
    .select({ room: rooms })
    .from(roomMembers)
    .innerJoin(rooms, eq(rooms.id, roomMembers.roomId))
    .where(and(eq(roomMembers.userId, user), isNull(roomMembers.leftAt), after(place)))
    .orderBy(...order)
    .limit(limit);
  return rows.map((row) => row.room);
};

export const insertRoomCode = async (db: Db, code: RoomCodeRow): Promise<void> => {
  await db.insert(roomCodes).values(code);
};

/** Which room a code belongs to; whether it still opens it, the room itself decides. */
export const findRoomByCode = async (db: Db, code: string, now: number): Promise<RoomRow | null> => {
  const [row] = await db
    .select({ room: rooms })
    .from(roomCodes)
    .innerJoin(rooms, eq(rooms.id, roomCodes.roomId))
    .where(and(eq(roomCodes.code, code), or(isNull(roomCodes.expiresAt), gt(roomCodes.expiresAt, now))))
    .limit(1);
  return row?.room ?? null;
};

/** The code that stands as long as the room. */
export const getStandingCode = async (db: Db, id: RoomId): Promise<string | null> => {
  const [row] = await db
    .select({ code: roomCodes.code })
    .from(roomCodes)
    .where(and(eq(roomCodes.roomId, id), isNull(roomCodes.expiresAt)))
    .limit(1);
  return row?.code ?? null;
};

export const deleteCodesBefore = async (db: Db, before: number): Promise<void> => {
  await db.delete(roomCodes).where(lt(roomCodes.expiresAt, before));
};

/** What the room says of itself, applied only when not older than what is known; again is nothing. */
export const projectRoom = async (db: Db, room: RoomProjection): Promise<void> => {
  const members = JSON.stringify(room.members);
  const applied = sql`EXISTS (SELECT 1 FROM rooms WHERE id = ${room.id} AND seq = ${room.seq})`;
  await db.batch([
    db
      .update(rooms)
      .set({
        title: room.title,
        visibility: room.visibility,
        plan: room.plan,
        schedule: room.schedule,
        seq: room.seq,
        live: room.live,
        present: room.present,
        memberCount: room.members.length,
        activeAt: room.activeAt,
      })
      .where(and(eq(rooms.id, room.id), lte(rooms.seq, room.seq))),
    db
      .update(roomMembers)
      .set({ leftAt: room.activeAt })
      .where(
        and(
          eq(roomMembers.roomId, room.id),
          isNull(roomMembers.leftAt),
          applied,
          sql`${roomMembers.userId} NOT IN (SELECT value FROM json_each(${members}))`,
        ),
      ),
    db
      .insert(roomMembers)
      .select(sql`SELECT ${room.id}, value, ${room.activeAt}, NULL FROM json_each(${members}) WHERE ${applied}`)
      .onConflictDoUpdate({
        target: [roomMembers.roomId, roomMembers.userId],
        set: { leftAt: null, joinedAt: sql`excluded.joined_at` },
        setWhere: isNotNull(roomMembers.leftAt),
      }),
  ]);
};
