// Coming in without an account: a name, a session, and a streak of one's own that can be kept later.
import { createRoute } from "@hono/zod-openapi";
import { SignedIn, SignInAsGuest } from "#core/protocol/auth.ts";
import { DEFAULT_PREFERENCES } from "#core/protocol/users.ts";
import { insertUser } from "#db/queries/users.ts";
import { startSession } from "../../auth/sessions.ts";
import { signedUp } from "../../events.ts";
import { problem, problems } from "../problem.ts";
import { body, createRouter, json } from "../router.ts";
import { addressOf, deviceOf } from "./caller.ts";
import { writeRefreshCookie } from "./cookie.ts";

export const guest = createRouter();

guest.openapi(
  createRoute({
    method: "post",
    path: "/auth/guest",
    tags: ["Accounts"],
    summary: "Come in as a guest",
    request: { body: body(SignInAsGuest) },
    responses: { 201: json(SignedIn, "A guest with a session"), ...problems },
  }),
  async (c) => {
    const { deps } = c.var;
    const { name, timeZone } = c.req.valid("json");
    const taken = await deps.limiter.take("guest_address", addressOf(c));
    if (!taken.allowed) return problem(c, "rate_limited", { retryAfterMs: taken.retryAfterMs });
    const now = deps.now();
    const user = await insertUser(deps.db, {
      id: deps.newId("usr"),
      role: "guest",
      name,
      email: null,
      passwordHash: null,
      timeZone: timeZone ?? "UTC",
      preferences: DEFAULT_PREFERENCES,
      version: 1,
      createdAt: now,
      claimedBy: null,
    });
    if (user === null) throw new Error("a fresh id was already there");
    const started = await startSession(deps, user, "guest", deviceOf(c));
    await deps.events.emit([signedUp(user.id, true, now)]);
    writeRefreshCookie(c, started.refreshToken);
    return c.json(started.signedIn, 201);
  },
);
