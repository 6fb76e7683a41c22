// After signing in to an account: the guest one was before hands its receipts over, once and to nobody else.
import { createRoute } from "@hono/zod-openapi";
import { Claimed, ClaimGuest } from "#core/protocol/auth.ts";
import { claimGuest } from "#db/queries/users.ts";
import { openStreak } from "#objects/user-streak/open-streak.ts";
import { endSession } from "../auth/sessions.ts";
import { identifyToken } from "./middleware/session.ts";
import { problem, problems } from "./problem.ts";
import { body, createRouter, json, signedIn } from "./router.ts";

export const claims = createRouter();

claims.openapi(
  createRoute({
    method: "post",
    path: "/me/claims",
    tags: ["Me"],
    summary: "Take over what a guest earned in rooms",
    description: "The guest's own access token proves that both are the same person. The guest is signed out.",
    ...signedIn,
    request: { body: body(ClaimGuest) },
    responses: { 200: json(Claimed, "How many receipts came over by this claim"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity.role === "guest") return problem(c, "forbidden", { detail: "register instead: the id stays" });
    const guest = await identifyToken(deps, c.req.valid("json").guestToken);
    if (!guest.ok) return problem(c, "invalid", { errors: [{ path: "guestToken", message: guest.error }] });
    if (guest.value.role !== "guest") return problem(c, "conflict", { detail: "not a guest" });
    const marked = await claimGuest(deps.db, guest.value.user, identity.user);
    if (!marked) return problem(c, "conflict", { detail: "claimed by another account" });
    const claimed = await openStreak(deps.streaks, identity.user).claim(guest.value.user);
    if (!claimed.ok) return problem(c, "conflict", { detail: claimed.error.code });
    await endSession(deps, guest.value.user, guest.value.session);
    return c.json({ receipts: claimed.value.credited }, 200);
  },
);
