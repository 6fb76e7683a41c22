// Every route of the document for every kind of caller. A route that is added without saying who may call it fails here.
import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { enterAsGuest, openTestApp, OWN_PAGE, PASSWORD, registerPerson, type Client } from "./test-client.ts";

const CALLERS = ["anonymous", "guest", "owner", "other", "revoked"] as const;
type Caller = (typeof CALLERS)[number];

const app = openTestApp();
const ROOM = "{room}";
const CONVERSATION = "{conversation}";
const NOBODY = "usr_01m7x587n0eh38cjnb2p72bc8k";
const STRANGER = "usr_01m7x587n0eh38cjnb2p72bc8k";
const NO_DECK = "/api/v1/decks/deck_01m7x587n0eh38cjnb2p72bc8k";
const NO_MEDIA = "/api/v1/media/media_01m7x587n0eh38cjnb2p72bc8k";
const GUESSED = "room_01m7x587n0eh38cjnb2p72bc8k";

type Row = {
  readonly path?: string;
  readonly body?: unknown;
  readonly expected: readonly [number, number, number, number, number];
};

/** A private room of the owner stands for what others may not know of. Expected: anonymous, guest, owner, other, revoked. */
const ROUTES: Readonly<Record<string, Row>> = {
  "GET /health": { expected: [200, 200, 200, 200, 200] },
  "GET /api/v1/clock": { expected: [200, 200, 200, 200, 200] },
  "POST /api/v1/auth/register": {
    body: () => ({ name: "New", email: `${crypto.randomUUID()}@example.org`, password: PASSWORD }),
    expected: [201, 201, 409, 409, 401],
  },
  "POST /api/v1/auth/login": {
    body: { email: "nobody@example.org", password: PASSWORD },
    expected: [401, 401, 401, 401, 401],
  },
  "POST /api/v1/auth/guest": { body: { name: "G" }, expected: [201, 201, 201, 201, 201] },
  "POST /api/v1/auth/refresh": { expected: [403, 403, 403, 403, 403] },
  "POST /api/v1/auth/logout": { expected: [403, 403, 403, 403, 401] },
  "POST /api/v1/auth/socket-ticket": { body: { target: ROOM }, expected: [401, 200, 200, 200, 401] },
  "GET /api/v1/me": { expected: [401, 200, 200, 200, 401] },
  "PATCH /api/v1/me": { body: { version: 999, name: "X" }, expected: [401, 409, 409, 409, 401] },
  "GET /api/v1/me/week": { expected: [401, 200, 200, 200, 401] },
  "GET /api/v1/me/notifications": { expected: [401, 200, 200, 200, 401] },
  "POST /api/v1/me/notifications/{id}/read": {
    path: "/api/v1/me/notifications/x/read",
    expected: [401, 404, 404, 404, 401],
  },
  "GET /api/v1/me/sessions": { expected: [401, 200, 200, 200, 401] },
  "DELETE /api/v1/me/sessions/{id}": {
    path: "/api/v1/me/sessions/ses_01m7x4gj5yfvqvhb308yr003ws",
    expected: [401, 404, 404, 404, 401],
  },
  "POST /api/v1/me/claims": { body: { guestToken: "a.b.c" }, expected: [401, 403, 400, 400, 401] },
  "GET /api/v1/me/streak": { expected: [401, 200, 200, 200, 401] },
  "PATCH /api/v1/me/streak": { body: { dayStart: "04:00" }, expected: [401, 200, 200, 200, 401] },
  "GET /api/v1/me/streak/days": {
    path: "/api/v1/me/streak/days?from=2026-01-01&to=2026-01-07",
    expected: [401, 200, 200, 200, 401],
  },
  "GET /api/v1/me/streak/days/{on}": { path: "/api/v1/me/streak/days/2026-01-01", expected: [401, 200, 200, 200, 401] },
  "POST /api/v1/me/check-ins": {
    body: { client: "test-client", n: 1, composedAt: app.clock.nowMs, timeZone: "Europe/Berlin" },
    expected: [401, 200, 200, 200, 401],
  },
  "POST /api/v1/me/streak/freezes": { body: { on: null }, expected: [401, 200, 200, 200, 401] },
  "POST /api/v1/me/streak/imports": {
    body: { format: "days", source: "paper", keptOn: ["2020-01-01"] },
    expected: [401, 200, 200, 200, 401],
  },
  "POST /api/v1/rooms": { body: { title: "T", visibility: "private" }, expected: [401, 403, 201, 201, 401] },
  "GET /api/v1/rooms": { path: "/api/v1/rooms?visibility=public", expected: [200, 200, 200, 200, 401] },
  "GET /api/v1/rooms/{id}": { path: `/api/v1/rooms/${ROOM}`, expected: [404, 404, 200, 404, 401] },
  "GET /api/v1/rooms/codes/{code}": { path: "/api/v1/rooms/codes/0000000000", expected: [404, 404, 404, 404, 401] },
  "GET /api/v1/rtc/config": { expected: [401, 200, 200, 200, 401] },
  "POST /api/v1/rooms/join": { body: { roomId: ROOM }, expected: [401, 404, 200, 404, 401] },
  "POST /api/v1/rooms/{id}/invites": {
    path: `/api/v1/rooms/${ROOM}/invites`,
    body: {},
    expected: [401, 404, 201, 404, 401],
  },
  "GET /api/v1/rooms/{id}/receipts": { path: `/api/v1/rooms/${ROOM}/receipts`, expected: [401, 404, 200, 404, 401] },
  "POST /api/v1/conversations": {
    body: { kind: "group", memberIds: [NOBODY], encryption: "none" },
    expected: [401, 403, 404, 404, 401],
  },
  "GET /api/v1/conversations": { expected: [401, 200, 200, 200, 401] },
  "GET /api/v1/conversations/{id}": {
    path: `/api/v1/conversations/${CONVERSATION}`,
    expected: [401, 404, 200, 404, 401],
  },
  "GET /api/v1/conversations/{id}/messages": {
    path: `/api/v1/conversations/${CONVERSATION}/messages`,
    expected: [401, 404, 200, 404, 401],
  },
  "GET /api/v1/conversations/{id}/messages/search": {
    path: `/api/v1/conversations/${CONVERSATION}/messages/search?q=word`,
    expected: [401, 404, 200, 404, 401],
  },
  "GET /api/v1/conversations/{id}/members": {
    path: `/api/v1/conversations/${CONVERSATION}/members`,
    expected: [401, 404, 200, 404, 401],
  },
  "POST /api/v1/conversations/{id}/members": {
    path: `/api/v1/conversations/${CONVERSATION}/members`,
    body: { memberIds: [NOBODY] },
    expected: [401, 404, 404, 404, 401],
  },
  "DELETE /api/v1/conversations/{id}/members/{user}": {
    path: `/api/v1/conversations/${CONVERSATION}/members/${NOBODY}`,
    expected: [401, 404, 404, 404, 401],
  },
  "POST /api/v1/admin/directory/rebuild": { expected: [401, 403, 403, 403, 401] },
  "POST /api/v1/decks": { body: { title: "T", slides: [] }, expected: [401, 403, 201, 201, 401] },
  "GET /api/v1/decks": { expected: [401, 200, 200, 200, 401] },
  "GET /api/v1/decks/{id}": { path: NO_DECK, expected: [401, 404, 404, 404, 401] },
  "PATCH /api/v1/decks/{id}": { path: NO_DECK, body: { version: 1 }, expected: [401, 404, 404, 404, 401] },
  "DELETE /api/v1/decks/{id}": { path: NO_DECK, expected: [401, 404, 404, 404, 401] },
  "POST /api/v1/decks/{id}/duplicates": {
    path: `${NO_DECK}/duplicates`,
    body: {},
    expected: [401, 404, 404, 404, 401],
  },
  "PUT /api/v1/decks/{id}/shares/{user}": {
    path: `${NO_DECK}/shares/${NOBODY}`,
    expected: [401, 404, 404, 404, 401],
  },
  "DELETE /api/v1/decks/{id}/shares/{user}": {
    path: `${NO_DECK}/shares/${NOBODY}`,
    expected: [401, 404, 404, 404, 401],
  },
  "POST /api/v1/media": {
    body: { name: "a.png", bytes: 10, sha256: "0".repeat(64) },
    expected: [401, 201, 201, 201, 401],
  },
  "GET /api/v1/media": { expected: [401, 200, 200, 200, 401] },
  "GET /api/v1/me/media-usage": { expected: [401, 200, 200, 200, 401] },
  "POST /api/v1/media/urls": {
    body: { items: [{ id: "media_01m7x587n0eh38cjnb2p72bc8k", variant: "thumb" }] },
    expected: [401, 200, 200, 200, 401],
  },
  "GET /api/v1/media/{id}": { path: NO_MEDIA, expected: [401, 404, 404, 404, 401] },
  "DELETE /api/v1/media/{id}": { path: NO_MEDIA, expected: [401, 404, 404, 404, 401] },
  "GET /api/v1/media/{id}/uses": { path: `${NO_MEDIA}/uses`, expected: [401, 404, 404, 404, 401] },
  "POST /api/v1/media/{id}/complete": { path: `${NO_MEDIA}/complete`, expected: [401, 404, 404, 404, 401] },
  "PUT /api/v1/media/{id}/content": { path: `${NO_MEDIA}/content`, body: "x", expected: [401, 404, 404, 404, 401] },
  "PUT /api/v1/media/{id}/parts/{part}": {
    path: `${NO_MEDIA}/parts/1`,
    body: "x",
    expected: [401, 404, 404, 404, 401],
  },
  "PUT /api/v1/media/{id}/poster": { path: `${NO_MEDIA}/poster`, body: "x", expected: [401, 404, 404, 404, 401] },
  "GET /files/{id}/{variant}": {
    path: `/files/media_01m7x587n0eh38cjnb2p72bc8k/thumb?user=${NOBODY}&bytes=1&type=image/webp&digest=${"0".repeat(64)}&expiresAt=1&signature=x`,
    expected: [403, 403, 403, 403, 403],
  },
  "GET /api/v1/people": { path: "/api/v1/people?q=nobody", expected: [401, 403, 200, 200, 401] },
  "GET /api/v1/people/{person}": { path: "/api/v1/people/nobody_has_it", expected: [401, 404, 404, 404, 401] },
  "GET /api/v1/me/profile": { expected: [401, 200, 200, 200, 401] },
  "PATCH /api/v1/me/profile": { body: { version: 999, bio: "X" }, expected: [401, 409, 409, 409, 401] },
  "PUT /api/v1/me/handle": { body: { handle: "admin" }, expected: [401, 403, 409, 409, 401] },
  "GET /api/v1/me/contacts": { expected: [401, 200, 200, 200, 401] },
  "POST /api/v1/me/contacts": { body: { person: STRANGER }, expected: [401, 403, 404, 404, 401] },
  "POST /api/v1/me/contacts/{id}/accept": {
    path: `/api/v1/me/contacts/${STRANGER}/accept`,
    expected: [401, 404, 404, 404, 401],
  },
  "DELETE /api/v1/me/contacts/{id}": { path: `/api/v1/me/contacts/${STRANGER}`, expected: [401, 404, 404, 404, 401] },
  "GET /api/v1/me/blocks": { expected: [401, 200, 200, 200, 401] },
  "PUT /api/v1/me/blocks/{id}": { path: `/api/v1/me/blocks/${STRANGER}`, expected: [401, 404, 404, 404, 401] },
  "DELETE /api/v1/me/blocks/{id}": { path: `/api/v1/me/blocks/${STRANGER}`, expected: [401, 204, 204, 204, 401] },
  "POST /api/v1/me/invites": { body: {}, expected: [401, 403, 201, 201, 401] },
  "GET /api/v1/me/invites": { expected: [401, 200, 200, 200, 401] },
  "DELETE /api/v1/me/invites/{code}": {
    path: "/api/v1/me/invites/000000000000",
    expected: [401, 404, 404, 404, 401],
  },
  "GET /api/v1/invites/{code}": { path: "/api/v1/invites/000000000000", expected: [404, 404, 404, 404, 401] },
  "POST /api/v1/invites/{code}/accept": {
    path: "/api/v1/invites/000000000000/accept",
    expected: [401, 403, 404, 404, 401],
  },
  "GET /api/v1/live/{actor}/socket": { path: `/api/v1/live/${ROOM}/socket`, expected: [426, 426, 426, 426, 426] },
  "GET /api/v1/live/{actor}/events": {
    path: `/api/v1/live/${ROOM}/events?have=0&wait=0`,
    expected: [401, 404, 200, 404, 401],
  },
  "POST /api/v1/live/{actor}/commands": {
    path: `/api/v1/live/${ROOM}/commands`,
    body: { client: "test-client", commands: [] },
    expected: [401, 404, 200, 404, 401],
  },
};

const clients = Object.fromEntries(CALLERS.map((caller) => [caller, app.client()])) as Record<Caller, Client>;
let room = "";
let conversation = "";

const enter = async (caller: Caller): Promise<Client> => {
  const client = clients[caller];
  if (caller === "guest") await enterAsGuest(client);
  if (caller === "owner" || caller === "other") await registerPerson(client, caller);
  if (caller === "revoked") {
    await registerPerson(client, caller);
    await client.send("POST", "/auth/logout", undefined, OWN_PAGE);
  }
  client.cookie = null;
  return client;
};

const fill = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value ?? null)
      .replaceAll(ROOM, room)
      .replaceAll(CONVERSATION, conversation),
  ) as T;

beforeAll(async () => {
  for (const caller of CALLERS) await enter(caller);
  const made = await clients.owner.send<{ room: { id: string } }>("POST", "/rooms", {
    title: "Mine",
    visibility: "private",
  });
  room = made.body.room.id;
  const friend = await registerPerson(app.client(), "Friend");
  const begun = await clients.owner.send<{ conversation: { id: string } }>("POST", "/conversations", {
    kind: "group",
    memberIds: [friend.user.id],
    title: "Mine",
    encryption: "none",
  });
  conversation = begun.body.conversation.id;
});

describe("who may call what", () => {
  it("H1 the table and the document name the same routes", async () => {
    const { body } = await clients.anonymous.send<{ paths: Record<string, Record<string, unknown>> }>(
      "GET",
      "/openapi.json",
    );
    const documented = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
  });

  const cases = Object.entries(ROUTES).flatMap(([route, { path, body, expected }]) =>
    CALLERS.map((caller, index) => ({ route, path, body, caller, status: expected[index] ?? 0 })),
  );
  it.each(cases)("H2 $caller: $route answers $status", async ({ route, path, body, caller, status }) => {
    const [method = "", documented = ""] = route.split(" ");
    const sent: unknown = typeof body === "function" ? (body as () => unknown)() : body;
    const client = Object.assign(app.client(), { token: clients[caller].token });
    const answer = await client.send(
      method,
      `!${fill(path ?? documented)}`,
      sent === undefined ? undefined : fill(sent),
    );
    expect({ status: answer.status, code: answer.status < 400 ? undefined : typeof answer.body.code }).toEqual({
      status,
      code: status < 400 ? undefined : "string",
    });
    // Registering turned the guest into somebody else: the next rows want a guest again.
    if (route.endsWith("/auth/register") && caller === "guest") await enter("guest");
  });

  it("H3 a guessed conversation leaves no object behind, whatever is asked of it", async () => {
    const guessed = GUESSED.replace("room_", "cnv_");
    const before = await listDurableObjectIds(env.CONVERSATIONS);
    const { owner } = clients;
    const asked = await Promise.all([
      owner.send("GET", `/conversations/${guessed}`),
      owner.send("GET", `/conversations/${guessed}/messages`),
      owner.send("POST", `/conversations/${guessed}/members`, { memberIds: [NOBODY] }),
      owner.send("DELETE", `/conversations/${guessed}/members/${NOBODY}`),
      owner.send("GET", `/live/${guessed}/events?have=0&wait=0`),
      owner.send("POST", `/live/${guessed}/commands`, { client: "test-client", commands: [] }),
    ]);
    expect(asked.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect(await listDurableObjectIds(env.CONVERSATIONS)).toHaveLength(before.length);
  });

  it("H3 a guessed room leaves no object behind, whatever is asked of it", async () => {
    const before = await listDurableObjectIds(env.ROOMS);
    const { owner } = clients;
    const asked = await Promise.all([
      owner.send("GET", `/rooms/${GUESSED}`),
      owner.send("GET", `/rooms/${GUESSED}/receipts`),
      owner.send("POST", "/rooms/join", { roomId: GUESSED }),
      owner.send("POST", `/rooms/${GUESSED}/invites`, {}),
      owner.send("GET", `/live/${GUESSED}/events?have=0&wait=0`),
      owner.send("POST", `/live/${GUESSED}/commands`, { client: "test-client", commands: [] }),
      owner.send("GET", "/rooms/room_not-an-id"),
    ]);
    expect(asked.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404, 404, 400]);
    expect(await listDurableObjectIds(env.ROOMS)).toHaveLength(before.length);
  });
});
