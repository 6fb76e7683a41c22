// Which pages may call: a wrong Origin is refused everywhere; a missing one is fine unless only a cookie authenticates.
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { problem } from "../problem.ts";
import type { ApiEnv } from "../router.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Outside production a machine is known by several names; scheme and port must be the ones that were asked. */
const isLoopback = (origin: string, asked: string): boolean => {
  const from = URL.parse(origin);
  const to = URL.parse(asked);
  if (from === null || to === null || !LOOPBACK.has(from.hostname) || !LOOPBACK.has(to.hostname)) return false;
  return from.protocol === to.protocol && from.port === to.port;
};

const isAllowed = (c: Context<ApiEnv>, origin: string): boolean => {
  const { origins, environment } = c.var.deps;
  return origins.has(origin) || (environment !== "production" && isLoopback(origin, c.req.url));
};

export const checkOrigin = createMiddleware<ApiEnv>(async (c, next) => {
  const origin = c.req.header("origin");
  if (origin === undefined) return next();
  if (!isAllowed(c, origin)) return problem(c, "wrong_origin");
  if (c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined) {
    return new Response(null, {
      status: 204,
      headers: {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "GET, POST, PATCH, PUT, DELETE",
        "access-control-allow-headers": "authorization, content-type, idempotency-key, traceparent",
        "access-control-max-age": "600",
        vary: "Origin",
      },
    });
  }
  await next();
  // No credentials across origins: the refresh cookie is SameSite=Strict and stays at home. A socket's answer is left as it is.
  if (c.res.status === 101) return;
  c.header("access-control-allow-origin", origin);
  c.header("access-control-expose-headers", "retry-after, idempotent-replay");
  c.header("vary", "Origin", { append: true });
});

/** For routes where a cookie alone authenticates: the browser itself must say that our own page asks. */
export const ownPageOnly = createMiddleware<ApiEnv>(async (c, next) => {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin") return problem(c, "wrong_origin");
  if (c.req.header("origin") === undefined && site === undefined) return problem(c, "wrong_origin");
  await next();
});
