// Rooms over HTTP: lists, doors, joining, invitations, own receipts.
import type { AttendanceReceipt } from "#core/protocol/attendance.ts";
import type { Page } from "#core/protocol/http.ts";
import type { CreateRoom, InviteView, JoinRoom, RoomDoor, RoomView } from "#core/protocol/rooms.ts";
import { call } from "#web/lib/http.ts";

export const listPublicRooms = (cursor?: string): Promise<Page<RoomView>> =>
  call("GET", "/rooms", { query: { visibility: "public", cursor } });

export const listOwnRooms = (): Promise<Page<RoomView>> => call("GET", "/rooms");

export const getRoom = async (id: string): Promise<RoomDoor> =>
  (await call<{ room: RoomDoor }>("GET", `/rooms/${id}`)).room;

/** `once`: the same key makes the same room, however often it is sent. */
export const createRoom = async ({ body, once }: { body: CreateRoom; once: string }): Promise<RoomView> =>
  (await call<{ room: RoomView }>("POST", "/rooms", { body, once })).room;

/** The room behind an invitation, for whoever holds it. */
export const getRoomByCode = async (code: string): Promise<RoomDoor> =>
  (await call<{ room: RoomDoor }>("GET", `/rooms/codes/${code}`)).room;

export const joinRoom = async (body: JoinRoom): Promise<RoomDoor> =>
  (await call<{ room: RoomDoor }>("POST", "/rooms/join", { body })).room;

export const createInvite = async (roomId: string, once: string): Promise<InviteView> =>
  (await call<{ invite: InviteView }>("POST", `/rooms/${roomId}/invites`, { body: {}, once })).invite;

export const listReceipts = (roomId: string): Promise<Page<AttendanceReceipt>> =>
  call("GET", `/rooms/${roomId}/receipts`, { query: { limit: 100 } });
