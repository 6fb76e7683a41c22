// What no route answers: JSON under /api, the web app for a person's navigation, and an honest 404 for a missing file.
// An address that answers other methods says which (RFC 9110 §15.5.6).
import type { Context, Hono } from "hono";
import { methodsBy } from "./methods.ts";
import { pageHeaders } from "./page-headers.ts";
import { problem } from "./problem.ts";
import type { ApiEnv } from "./router.ts";

/** Files of the build live under here, and their names change with their content: a miss is a miss. */
const FILE = /^\/assets\/|\.[a-z0-9]{1,8}$/i;

const wantsPage = (c: Context<ApiEnv>): boolean =>
  (c.req.method === "GET" || c.req.method === "HEAD") &&
  (c.req.header("accept") ?? "").includes("text/html") &&
  !FILE.test(c.req.path);

const openPage = async (c: Context<ApiEnv>): Promise<Response> => {
  if (c.req.path === "/api" || c.req.path.startsWith("/api/") || !wantsPage(c)) return problem(c, "not_found");
  const page = await c.var.deps.assets.fetch(new Request(new URL("/", c.req.url)));
  if (!page.ok) return problem(c, "unavailable", { detail: "the web app is not built" });
  const headers = new Headers({
    ...pageHeaders(c.var.deps.mediaOrigin),
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache",
  });
  return new Response(c.req.method === "HEAD" ? null : page.body, { headers });
};

export const unanswered = (app: Hono<ApiEnv>): ((c: Context<ApiEnv>) => Response | Promise<Response>) => {
  const methodsAt = methodsBy(() => app.routes);
  return (c) => {
    const methods = methodsAt(c.req.path);
    // What a handler itself does not know of, asked as it should be, is simply not there.
    if (methods.length === 0 || methods.includes(c.req.method)) return openPage(c);
    c.header("allow", methods.join(", "));
    return problem(c, "method_not_allowed");
  };
};
