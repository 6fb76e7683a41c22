// Staying signed in and signing out: the two routes where a cookie alone says who it is.
import { createRoute } from "@hono/zod-openapi";
import { SignedIn } from "#core/protocol/auth.ts";
import { getRefreshToken } from "#db/queries/refresh-tokens.ts";
import { getSessionUser } from "#db/queries/sessions.ts";
import { endSession, refreshSession } from "../../auth/sessions.ts";
import { sha256 } from "../../auth/secrets.ts";
import { ownPageOnly } from "../middleware/origin.ts";
import { problem, problems } from "../problem.ts";
import { anyone, createRouter, json } from "../router.ts";
import { clearRefreshCookie, readRefreshCookie, writeRefreshCookie } from "./cookie.ts";

export const refresh = createRouter();

refresh.openapi(
  createRoute({
    method: "post",
    path: "/auth/refresh",
    tags: ["Accounts"],
    summary: "Exchange the refresh cookie for a new one and an access token",
    middleware: ownPageOnly,
    security: [{ refreshCookie: [] }],
    responses: { 200: json(SignedIn, "Fresh tokens"), ...problems },
  }),
  async (c) => {
    const token = readRefreshCookie(c);
    if (token === undefined) return problem(c, "unauthenticated");
    const refreshed = await refreshSession(c.var.deps, token);
    if (refreshed.ok) {
      writeRefreshCookie(c, refreshed.value.refreshToken);
      return c.json(refreshed.value.signedIn, 200);
    }
    // The loser of a race leaves the cookie alone: the winner has just set it.
    if (refreshed.error !== "refresh_raced") clearRefreshCookie(c);
    return problem(c, refreshed.error);
  },
);

refresh.openapi(
  createRoute({
    method: "post",
    path: "/auth/logout",
    tags: ["Accounts"],
    summary: "Sign this device out; its sockets close",
    middleware: [anyone.middleware, ownPageOnly] as [typeof anyone.middleware, typeof ownPageOnly],
    security: [{ bearer: [] }, { refreshCookie: [] }],
    responses: { 204: { description: "Signed out" }, ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity !== null) await endSession(deps, identity.user, identity.session);
    const token = readRefreshCookie(c);
    const known = token === undefined ? null : await getRefreshToken(deps.db, await sha256(token));
    const holder = known && (await getSessionUser(deps.db, known.token.sessionId, deps.now()));
    if (holder) await endSession(deps, holder.user.id, holder.session.id);
    clearRefreshCookie(c);
    return c.body(null, 204);
  },
);
