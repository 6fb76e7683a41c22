// Headers of every answer.
import { createMiddleware } from "hono/factory";
import { COMMON_HEADERS } from "../page-headers.ts";
import type { ApiEnv } from "../router.ts";

const API_CSP = "default-src 'none'; frame-ancestors 'none'";

export const securityHeaders = createMiddleware<ApiEnv>(async (c, next) => {
  await next();
  // A socket's answer carries the socket itself; a copy with other headers would lose it.
  if (c.res.status === 101 || c.res.headers.has("content-security-policy")) return;
  for (const [name, value] of Object.entries(COMMON_HEADERS)) c.header(name, value);
  c.header("content-security-policy", API_CSP);
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
});
