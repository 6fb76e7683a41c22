// Lock-in rooms over HTTP: making, listing, looking in, joining, inviting, and one's own receipts.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { AttendanceReceipt } from "#core/protocol/attendance.ts";
import { ListQuery, page } from "#core/protocol/http.ts";
import { RoomId } from "#core/protocol/ids.ts";
import { CreateInvite, CreateRoom, InviteView, JoinRoom, RoomCode, RoomDoor, RoomView } from "#core/protocol/rooms.ts";
import { DEFAULT_PLAN } from "#core/domain/lock-in/plans.ts";
import {
  findRoomByCode,
  insertRoom,
  insertRoomCode,
  listMyRooms,
  listPublicRooms,
  placeOf,
} from "#db/queries/rooms.ts";
import type { RoomRow } from "#db/schema/rooms.ts";
import { askRoom, createRoomObject, joinUrlOf, newRoomCode, toDoor, toListed } from "../rooms.ts";
import { noSuchPlace, pagesBy } from "./cursor.ts";
import { problem, problems } from "./problem.ts";
import { anyone, body, createRouter, creates, json, signedIn } from "./router.ts";

const INVITE_LIFETIME_MS = 7 * 24 * 60 * 60_000;

export const rooms = createRouter();

const RoomParams = z.object({ id: RoomId });
const OneRoom = z.object({ room: RoomView });
const OneDoor = z.object({ room: RoomDoor });

/** What a room's object refuses is nothing here: nobody learns that a room exists which they may not know of. */
const refused = (c: Context, error?: string) => problem(c, error === "room_full" ? "room_full" : "not_found");

const places = pagesBy(z.object({ live: z.boolean(), activeAt: z.int(), id: RoomId }));

rooms.openapi(
  createRoute({
    method: "post",
    path: "/rooms",
    tags: ["Rooms"],
    summary: "Open a room; its creator is the first member and drives",
    ...creates,
    request: { body: body(CreateRoom) },
    responses: { 201: json(OneRoom, "The room"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity.role === "guest") return problem(c, "forbidden", { detail: "Create an account to open rooms." });
    const { title, visibility, plan = DEFAULT_PLAN, openChat = false } = c.req.valid("json");
    const now = deps.now();
    const code = visibility === "private" ? null : newRoomCode();
    const made = {
      id: deps.newId("room"),
      title,
      visibility,
      plan,
      openChat,
      createdBy: identity.user,
      createdAt: now,
    };
    await insertRoom(deps.db, { ...made, code });
    const row: RoomRow = { ...made, seq: 0, schedule: null, live: false, present: 0, memberCount: 1, activeAt: now };
    const { people: _, ...room } = toDoor(deps, row, await createRoomObject(deps, row, identity));
    return c.json({ room }, 201);
  },
);

rooms.openapi(
  createRoute({
    method: "get",
    path: "/rooms",
    tags: ["Rooms"],
    summary: "Public rooms, live ones first; without `visibility`, the rooms one belongs to",
    ...anyone,
    request: { query: ListQuery.extend({ visibility: z.literal("public").optional() }) },
    responses: { 200: json(page(RoomView), "Rooms"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { visibility, cursor, limit } = c.req.valid("query");
    const place = places.after(cursor);
    if (place === "invalid") return noSuchPlace(c);
    if (visibility === undefined && identity === null) return problem(c, "unauthenticated");
    const isPublic = visibility === "public" || identity === null;
    const found = isPublic
      ? await listPublicRooms(deps.db, place, limit + 1)
      : await listMyRooms(deps.db, identity.user, place, limit + 1);
    const { items, nextCursor } = places.cut(found, limit, placeOf);
    return c.json({ items: items.map((row) => toListed(row, !isPublic)), nextCursor }, 200);
  },
);

rooms.openapi(
  createRoute({
    method: "get",
    path: "/rooms/{id}",
    tags: ["Rooms"],
    summary: "A room and who is in it: for members, and for everyone where it is public",
    ...anyone,
    request: { params: RoomParams },
    responses: { 200: json(OneDoor, "The room, fresh"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const asked = await askRoom(deps, c.req.valid("param").id, (stub) => stub.look(identity?.user ?? null, null));
    if (asked === null || !asked.answer.ok) return refused(c);
    return c.json({ room: toDoor(deps, asked.row, asked.answer.value) }, 200);
  },
);

rooms.openapi(
  createRoute({
    method: "get",
    path: "/rooms/codes/{code}",
    tags: ["Rooms"],
    summary: "The room behind a link, for whoever holds the link",
    ...anyone,
    request: { params: z.object({ code: RoomCode }) },
    responses: { 200: json(OneDoor, "The room, fresh"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { code } = c.req.valid("param");
    const known = await findRoomByCode(deps.db, code, deps.now());
    if (known === null) return refused(c);
    const asked = await askRoom(deps, known.id, (stub) => stub.look(identity?.user ?? null, code));
    if (asked === null || !asked.answer.ok) return refused(c);
    return c.json({ room: toDoor(deps, asked.row, asked.answer.value) }, 200);
  },
);

rooms.openapi(
  createRoute({
    method: "post",
    path: "/rooms/join",
    tags: ["Rooms"],
    summary: "Become a member: of a public room by its id, of any room by a code that opens it",
    ...signedIn,
    request: { body: body(JoinRoom) },
    responses: { 200: json(OneDoor, "The room"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const wanted = c.req.valid("json");
    const code = "code" in wanted ? wanted.code : null;
    const id = "code" in wanted ? (await findRoomByCode(deps.db, wanted.code, deps.now()))?.id : wanted.roomId;
    if (id === undefined) return refused(c);
    const asked = await askRoom(deps, id, (stub) => stub.admit(identity, code));
    if (asked === null) return refused(c);
    if (!asked.answer.ok) return refused(c, asked.answer.error);
    return c.json({ room: toDoor(deps, asked.row, asked.answer.value) }, 200);
  },
);

rooms.openapi(
  createRoute({
    method: "post",
    path: "/rooms/{id}/invites",
    tags: ["Rooms"],
    summary: "A link that lets others in: for a week and for anybody who has it, unless said otherwise",
    ...creates,
    request: { params: RoomParams, body: body(CreateInvite) },
    responses: { 201: json(z.object({ invite: InviteView }), "The invitation"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { id } = c.req.valid("param");
    const { expiresInMs = INVITE_LIFETIME_MS, uses = null } = c.req.valid("json");
    const code = newRoomCode();
    const expiresAt = deps.now() + expiresInMs;
    const asked = await askRoom(deps, id, (stub) => stub.invite(identity.user, code, expiresAt, uses));
    if (asked === null || !asked.answer.ok) return refused(c);
    await insertRoomCode(deps.db, { code, roomId: id, createdBy: identity.user, expiresAt });
    return c.json({ invite: { code, joinUrl: joinUrlOf(deps, code), expiresAt, uses } }, 201);
  },
);

rooms.openapi(
  createRoute({
    method: "get",
    path: "/rooms/{id}/receipts",
    tags: ["Rooms"],
    summary: "One's own attendance receipts of the present session, or of the last one",
    ...signedIn,
    request: { params: RoomParams },
    responses: { 200: json(page(AttendanceReceipt), "Receipts, oldest first"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const asked = await askRoom(deps, c.req.valid("param").id, (stub) => stub.receiptsOf(identity.user));
    if (asked === null || !asked.answer.ok) return refused(c);
    return c.json({ items: asked.answer.value, nextCursor: null }, 200);
  },
);
