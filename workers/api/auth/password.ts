// Registering and signing in with e-mail and password. A guest who registers keeps the id and everything earned.
import { createRoute } from "@hono/zod-openapi";
import { checkPassword, normaliseEmail, normalisePassword } from "#core/domain/auth.ts";
import { Login, Register, SignedIn } from "#core/protocol/auth.ts";
import { DEFAULT_PREFERENCES } from "#core/protocol/users.ts";
import { findUserByEmail, insertUser, setPasswordHash, upgradeGuest } from "#db/queries/users.ts";
import { isCommonPassword } from "../../auth/common-passwords.ts";
import { restartSession, startSession } from "../../auth/sessions.ts";
import { registered, signedUp } from "../../events.ts";
import { problem, problems } from "../problem.ts";
import { anyone, body, createRouter, json } from "../router.ts";
import { addressOf, deviceOf } from "./caller.ts";
import { writeRefreshCookie } from "./cookie.ts";

export const password = createRouter();

password.openapi(
  createRoute({
    method: "post",
    path: "/auth/register",
    tags: ["Accounts"],
    summary: "Register; with a guest's token, keep that guest's id and everything earned",
    ...anyone,
    request: { body: body(Register) },
    responses: { 201: json(SignedIn, "Registered and signed in"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const wanted = c.req.valid("json");
    if (identity !== null && identity.role !== "guest") return problem(c, "conflict", { detail: "already registered" });
    const taken = await deps.limiter.take("register_address", addressOf(c));
    if (!taken.allowed) return problem(c, "rate_limited", { retryAfterMs: taken.retryAfterMs });

    const email = normaliseEmail(wanted.email);
    const normal = checkPassword(wanted.password, { email, name: wanted.name }, isCommonPassword(deps.environment));
    if (!normal.ok) return problem(c, "invalid", { errors: [{ path: "password", message: normal.error }] });
    if ((await findUserByEmail(deps.db, email)) !== null) return problem(c, "email_taken");
    const hash = await deps.passwords.hash(normal.value);
    if (!hash.ok) return problem(c, hash.error);

    const now = deps.now();
    const account = { name: wanted.name, email, passwordHash: hash.value };
    if (identity !== null) {
      const user = await upgradeGuest(deps.db, identity.user, {
        ...account,
        ...(wanted.timeZone === undefined ? {} : { timeZone: wanted.timeZone }),
      });
      if (user === null) return problem(c, "email_taken");
      const started = await restartSession(deps, user, identity.session);
      await deps.events.emit([registered(user.id, now)]);
      writeRefreshCookie(c, started.refreshToken);
      return c.json(started.signedIn, 201);
    }
    const user = await insertUser(deps.db, {
      ...account,
      id: deps.newId("usr"),
      role: "user",
      timeZone: wanted.timeZone ?? "UTC",
      preferences: DEFAULT_PREFERENCES,
      version: 1,
      createdAt: now,
      claimedBy: null,
    });
    if (user === null) return problem(c, "email_taken");
    const started = await startSession(deps, user, "pwd", deviceOf(c));
    await deps.events.emit([signedUp(user.id, false, now)]);
    writeRefreshCookie(c, started.refreshToken);
    return c.json(started.signedIn, 201);
  },
);

password.openapi(
  createRoute({
    method: "post",
    path: "/auth/login",
    tags: ["Accounts"],
    summary: "Sign in with e-mail and password",
    request: { body: body(Login) },
    responses: { 200: json(SignedIn, "Signed in"), ...problems },
  }),
  async (c) => {
    const { deps } = c.var;
    const wanted = c.req.valid("json");
    const email = normaliseEmail(wanted.email);
    const address = addressOf(c);
    for (const [name, who] of [
      ["login_address", address],
      ["login_account", email],
    ] as const) {
      const taken = await deps.limiter.take(name, who);
      if (!taken.allowed) return problem(c, "rate_limited", { retryAfterMs: taken.retryAfterMs });
    }
    const user = await findUserByEmail(deps.db, email);
    const normal = normalisePassword(wanted.password);
    const verdict = await deps.passwords.verify(normal, user?.passwordHash ?? null);
    if (!verdict.ok) return problem(c, verdict.error);
    if (user === null || !verdict.value.right) return problem(c, "bad_credentials");

    await Promise.all([deps.limiter.giveBack("login_address", address), deps.limiter.giveBack("login_account", email)]);
    if (verdict.value.rehash) {
      const hash = await deps.passwords.hash(normal);
      if (hash.ok) await setPasswordHash(deps.db, user.id, hash.value);
    }
    const started = await startSession(deps, user, "pwd", deviceOf(c));
    writeRefreshCookie(c, started.refreshToken);
    return c.json(started.signedIn, 200);
  },
);
