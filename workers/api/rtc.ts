// What a browser needs to reach others for voice.
import { createRoute } from "@hono/zod-openapi";
import { RtcConfig } from "#core/protocol/voice.ts";
import { createRouter, json, signedIn } from "./router.ts";

export const rtc = createRouter();

rtc.openapi(
  createRoute({
    method: "get",
    path: "/rtc/config",
    tags: ["Rooms"],
    summary: "Servers through which browsers find each other for voice",
    ...signedIn,
    responses: { 200: json(RtcConfig, "As configured; relay credentials are the caller's own and end") },
  }),
  (c) => {
    const { deps, identity } = c.var;
    c.header("cache-control", "no-store");
    return c.json(deps.ice.configFor(identity.user, deps.now()), 200);
  },
);
