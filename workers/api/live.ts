// The three doors of a live actor: socket, long-poll, commands. Authenticated here; the actor decides the rest.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { ActorId } from "#core/protocol/auth.ts";
import type { ErrorCode } from "#core/protocol/errors.ts";
import { CommandDoorBody } from "#core/protocol/frames.ts";
import { GRANT_HEADER, type SocketGrant } from "#core/protocol/identity.ts";
import { ClientId } from "#core/protocol/ids.ts";
import { LONG_POLL_MAX_S, LONG_POLL_ROOM_MAX_S } from "#core/protocol/limits.ts";
import { SUBPROTOCOL, TICKET_PREFIX } from "#core/protocol/version.ts";
import { relayName } from "#objects/relay/relay-name.ts";
import type { Redirect } from "#objects/shell/platform-socket.ts";
import { enterLivePlace } from "#db/queries/sessions.ts";
import type { Deps } from "../deps.ts";
import { askActor, placeOf } from "../live-actors.ts";
import { poll } from "../long-poll.ts";
import type { Answer } from "../rooms.ts";
import { problem, problems } from "./problem.ts";
import { type ApiEnv, body, createRouter, json, signedIn } from "./router.ts";

export const live = createRouter();

const ActorParams = z.object({ actor: ActorId });
const Frames = z.object({
  frames: z.array(z.looseObject({ type: z.string() }).meta({ description: "A server frame of lockstep.v1" })),
});

/** Event data is whatever its actor defines; on this door it is only passed on. */
const onTheWire = (frames: readonly unknown[]) => frames as z.infer<typeof Frames>["frames"];

const ANSWERS: Readonly<Record<string, ErrorCode>> = {
  ticket_used: "ticket_used",
  session_revoked: "session_revoked",
  room_full: "room_full",
};

const UPGRADE = "https://actor/socket";
const headersOf = (grant: SocketGrant) => ({ upgrade: "websocket", [GRANT_HEADER]: JSON.stringify(grant) });

/** The actor has as many sockets as it serves by itself: one of its relays takes this one, by what the actor granted. */
const openAtRelay = async ({ relays }: Deps, actor: string, { place, grant }: Redirect): Promise<Answer<Response>> => {
  const stub = relays.getByName(relayName(actor, place));
  const response = await stub.fetch(UPGRADE, { headers: headersOf(grant) });
  if (response.status === 101) return { ok: true, value: response };
  return { ok: false, error: await response.json<string>() };
};

/** What an object that refused a socket said, as a code; it says it in the body because a status would be ambiguous. */
const upgrade = async (deps: Deps, actor: ActorId, grant: SocketGrant): Promise<Response | ErrorCode> => {
  const refused = await enter(deps, actor, grant);
  if (refused !== null) return refused;
  // A request of our own making: no header of the client's reaches the object.
  const asked = await askActor(deps, actor, grant.user, async (stub): Promise<Answer<Response>> => {
    const response = await stub.fetch(UPGRADE, { headers: headersOf(grant) });
    if (response.status === 101) return { ok: true, value: response };
    const said = await response.json<string | Redirect>();
    if (typeof said === "string") return { ok: false, error: said };
    return openAtRelay(deps, placeOf(actor, grant.user), said);
  });
  if (asked === null) return "not_found";
  return asked.ok ? asked.value : (ANSWERS[asked.error] ?? "not_found");
};

const ticketOf = (c: Context<ApiEnv>): string | null => {
  const offered = (c.req.header("sec-websocket-protocol") ?? "").split(",").map((protocol) => protocol.trim());
  const ticket = offered.find((protocol) => protocol.startsWith(TICKET_PREFIX));
  return offered[0] === SUBPROTOCOL && ticket !== undefined ? ticket.slice(TICKET_PREFIX.length) : null;
};

/**
 * Before a socket is asked for: the place is known to whoever ends the session later, and whoever ended it before is found
 * out here. Once is enough for each place: from then on the actor itself is told, and refuses.
 */
const enter = async (deps: Deps, actor: ActorId, { user, session }: SocketGrant): Promise<ErrorCode | null> => {
  const place = placeOf(actor, user);
  const key = `${session}/${place}`;
  if (deps.enteredPlaces.has(key)) return null;
  const entered = await enterLivePlace(deps.db, session, place, deps.now());
  if (entered !== "entered") return entered === "no_session" ? "session_revoked" : "not_found";
  deps.enteredPlaces.add(key);
  deps.knownActors.add(actor);
  return null;
};

live.openapi(
  createRoute({
    method: "get",
    path: "/live/{actor}/socket",
    tags: ["Live"],
    summary: "The socket: `Sec-WebSocket-Protocol: lockstep.v1, ticket.<ticket>`",
    request: { params: ActorParams },
    responses: { 101: { description: "Upgraded; say hello first" }, ...problems },
  }),
  async (c) => {
    const { deps } = c.var;
    const { actor } = c.req.valid("param");
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket") return problem(c, "upgrade_required");
    const ticket = ticketOf(c);
    if (ticket === null) return problem(c, "ticket_invalid");
    const claims = await deps.tickets.verify(ticket, actor, deps.now());
    if (!claims.ok) return problem(c, claims.error);
    const { user, name, session, role, tokenExpiresAt, jti, ticketExpiresAt } = claims.value;
    const answer = await upgrade(deps, actor, {
      user,
      name,
      session,
      role,
      tokenExpiresAt,
      jti,
      ticketExpiresAt,
    });
    if (typeof answer === "string") return problem(c, answer);
    return answer;
  },
);

live.openapi(
  createRoute({
    method: "get",
    path: "/live/{actor}/events",
    tags: ["Live"],
    summary: "Long-poll, where sockets are blocked: the frames a socket would have brought",
    ...signedIn,
    request: {
      params: ActorParams,
      query: z.object({
        client: ClientId.optional(),
        log: z.string().max(64).optional(),
        have: z.coerce.number().int().min(0),
        since: z.coerce.number().int().min(0).optional(),
        floor: z.coerce.number().int().min(1).optional(),
        visible: z.stringbool().optional(),
        wait: z.coerce.number().min(0).max(LONG_POLL_MAX_S),
      }),
    },
    responses: { 200: json(Frames, "A welcome and what followed it"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { actor } = c.req.valid("param");
    const { client = crypto.randomUUID(), log = null, have, since, floor, visible, wait } = c.req.valid("query");
    const grant: SocketGrant = { ...identity, jti: crypto.randomUUID(), ticketExpiresAt: deps.now() };
    const answer = await upgrade(deps, actor, grant);
    if (typeof answer === "string") return problem(c, answer);
    const pending = since === undefined || floor === undefined ? null : { since, floor };
    const frames = await poll(answer, {
      hello: { type: "hello", client, have, log, pending },
      visible: visible ?? null,
      waitMs: (actor === "inbox" ? wait : Math.min(wait, LONG_POLL_ROOM_MAX_S)) * 1_000,
    });
    return c.json({ frames: onTheWire(frames) }, 200);
  },
);

live.openapi(
  createRoute({
    method: "post",
    path: "/live/{actor}/commands",
    tags: ["Live"],
    summary: "Commands without a socket, answered when they are durable",
    ...signedIn,
    request: { params: ActorParams, body: body(CommandDoorBody) },
    responses: { 200: json(Frames, "One ack or reject for each command"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const commands = c.req.valid("json");
    const asked = await askActor<readonly unknown[]>(deps, c.req.valid("param").actor, identity.user, (stub) =>
      stub.submit(identity, commands),
    );
    if (asked === null || !asked.ok) return problem(c, "not_found");
    return c.json({ frames: onTheWire(asked.value) }, 200);
  },
);
