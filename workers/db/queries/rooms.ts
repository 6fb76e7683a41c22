// The directory of rooms. It is late by design: the room itself decides who belongs to it.
import { and, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { RoomId, UserId } from "#core/protocol/ids.ts";
import type { RoomProjection } from "#core/protocol/projector.ts";
import type { Visibility } from "#core/protocol/rooms.ts";
import type { Db } from "../open.ts";
import { roomCodes, roomMembers, rooms, type RoomCodeRow, type RoomRow } from "../schema/rooms.ts";

export type NewRoom = {
  readonly id: RoomId;
  readonly title: string;
  readonly visibility: Visibility;
  readonly createdBy: UserId;
  readonly at: number;
  /** The standing code that lets others in. */
  readonly code: string;
};

/** The row, its standing code and its first member, all or nothing. Again with the same id is nothing. */
export const insertRoom = async (db: Db, { id, title, visibility, createdBy, at, code }: NewRoom): Promise<void> => {
  await db.batch([
    db
      .insert(rooms)
      .values({ id, title, visibility, createdBy, seq: 0, live: false, memberCount: 1, activeAt: at, createdAt: at })
      .onConflictDoNothing(),
    db.insert(roomCodes).values({ code, roomId: id, createdBy, expiresAt: null, usesLeft: null }).onConflictDoNothing(),
    db.insert(roomMembers).values({ roomId: id, userId: createdBy, joinedAt: at, leftAt: null }).onConflictDoNothing(),
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

const usable = (code: string, now: number) =>
  and(
    eq(roomCodes.code, code),
    or(isNull(roomCodes.expiresAt), gt(roomCodes.expiresAt, now)),
    or(isNull(roomCodes.usesLeft), gt(roomCodes.usesLeft, 0)),
  );

/** Looks without spending a use. */
export const findRoomByCode = async (db: Db, code: string, now: number): Promise<RoomRow | null> => {
  const [row] = await db
    .select({ room: rooms })
    .from(roomCodes)
    .innerJoin(rooms, eq(rooms.id, roomCodes.roomId))
    .where(usable(code, now))
    .limit(1);
  return row?.room ?? null;
};

/** Spends one use; of a code for one exactly one caller gets the room. */
export const spendRoomCode = async (db: Db, code: string, now: number): Promise<RoomId | null> => {
  const [row] = await db
    .update(roomCodes)
    .set({ usesLeft: sql`${roomCodes.usesLeft} - 1` })
    .where(usable(code, now))
    .returning({ roomId: roomCodes.roomId });
  return row?.roomId ?? null;
};

/** The code that stands as long as the room. */
export const getStandingCode = async (db: Db, id: RoomId): Promise<string | null> => {
  const [row] = await db
    .select({ code: roomCodes.code })
    .from(roomCodes)
    .where(and(eq(roomCodes.roomId, id), isNull(roomCodes.expiresAt), isNull(roomCodes.usesLeft)))
    .limit(1);
  return row?.code ?? null;
};

export const deleteCodesBefore = async (db: Db, before: number): Promise<void> => {
  await db.delete(roomCodes).where(lt(roomCodes.expiresAt, before));
};

/** What the room says of itself, applied only when newer than what is known; again is nothing. */
export const projectRoom = async (db: Db, room: RoomProjection): Promise<void> => {
  const members = JSON.stringify(room.members);
  const applied = sql`EXISTS (SELECT 1 FROM rooms WHERE id = ${room.id} AND seq = ${room.seq})`;
  await db.batch([
    db
      .insert(rooms)
      .values({
        id: room.id,
        title: room.title,
        visibility: room.visibility,
        createdBy: null,
        seq: room.seq,
        live: room.live,
        memberCount: room.members.length,
        activeAt: room.activeAt,
        createdAt: room.activeAt,
      })
      .onConflictDoUpdate({
        target: rooms.id,
        set: {
          title: sql`excluded.title`,
          visibility: sql`excluded.visibility`,
          seq: sql`excluded.seq`,
          live: sql`excluded.live`,
          memberCount: sql`excluded.member_count`,
          activeAt: sql`excluded.active_at`,
        },
        setWhere: sql`excluded.seq > ${rooms.seq}`,
      }),
    db.run(sql`
      UPDATE room_members SET left_at = ${room.activeAt}
      WHERE room_id = ${room.id} AND left_at IS NULL AND ${applied}
        AND user_id NOT IN (SELECT value FROM json_each(${members}))`),
    db.run(sql`
      INSERT INTO room_members (room_id, user_id, joined_at)
      SELECT ${room.id}, value, ${room.activeAt} FROM json_each(${members}) WHERE ${applied}
      ON CONFLICT (room_id, user_id) DO UPDATE SET left_at = NULL, joined_at = excluded.joined_at WHERE left_at IS NOT NULL`),
  ]);
};
