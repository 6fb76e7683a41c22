// The time, answered at the edge so that the clocks of a room agree while its actor sleeps.
import { createRoute } from "@hono/zod-openapi";
import { Clock } from "#core/protocol/http.ts";
import { createRouter, json } from "./router.ts";

export const clock = createRouter();

clock.openapi(
  createRoute({
    method: "get",
    path: "/clock",
    tags: ["Service"],
    summary: "The server's clock",
    responses: { 200: json(Clock, "Epoch milliseconds") },
  }),
  (c) => c.json({ now: c.var.deps.now() }, 200),
);
