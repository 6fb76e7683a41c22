// The ticket that opens one socket: browsers cannot send a bearer token with an upgrade.
import { createRoute } from "@hono/zod-openapi";
import { RequestTicket, SocketTicket } from "#core/protocol/auth.ts";
import { problems } from "../problem.ts";
import { body, createRouter, json, signedIn } from "../router.ts";

export const ticket = createRouter();

ticket.openapi(
  createRoute({
    method: "post",
    path: "/auth/socket-ticket",
    tags: ["Live"],
    summary: "A ticket for one socket to one actor, once, within 30 s",
    ...signedIn,
    request: { body: body(RequestTicket) },
    responses: { 200: json(SocketTicket, "Send it as the second subprotocol, `ticket.<ticket>`"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    return c.json(await deps.tickets.issue(identity, c.req.valid("json").target, deps.now()), 200);
  },
);
