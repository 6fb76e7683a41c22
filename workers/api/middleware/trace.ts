// Every request has a trace: taken from `traceparent` where the caller has one, and counted and timed under its route.
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import { observeRequest, uptimeMs } from "../../metrics.ts";
import type { ApiEnv } from "../router.ts";

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

export const trace = createMiddleware<ApiEnv>(async (c, next) => {
  const given = TRACEPARENT.exec(c.req.header("traceparent") ?? "")?.[1];
  c.set("traceId", given && !/^0+$/.test(given) ? given : crypto.randomUUID().replaceAll("-", ""));
  const startedAt = c.var.deps.now();
  uptimeMs(startedAt);
  await next();
  observeRequest(routePath(c, -1), c.req.method, c.res.status, c.var.deps.now() - startedAt);
});
