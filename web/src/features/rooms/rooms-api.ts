// Rooms over HTTP: lists, doors, joining, invitations, own receipts.
import { type Answer, api, type BodyFor } from "#web/lib/api.ts";

export type AttendanceReceipt = Answer<"get", "/rooms/{id}/receipts">["items"][number];

export const listPublicRooms = (cursor?: string) =>
  api("get", "/rooms", { query: { visibility: "public", ...(cursor === undefined ? {} : { cursor }) } });

export const listOwnRooms = () => api("get", "/rooms");

export const getRoom = async (id: string) => (await api("get", "/rooms/{id}", { path: { id } })).room;

/** The room behind an invitation, for whoever holds it. */
export const getRoomByCode = async (code: string) => (await api("get", "/rooms/codes/{code}", { path: { code } })).room;

/** `once`: the same key makes the same room, however often it is sent. */
export const createRoom = async ({ body, once }: { body: BodyFor<"post", "/rooms">; once: string }) =>
  (await api("post", "/rooms", { body, once })).room;

export const joinRoom = async (body: BodyFor<"post", "/rooms/join">) =>
  (await api("post", "/rooms/join", { body })).room;

export const createInvite = async (id: string, once: string) =>
  (await api("post", "/rooms/{id}/invites", { path: { id }, body: {}, once })).invite;

export const listReceipts = (id: string) => api("get", "/rooms/{id}/receipts", { path: { id } });
