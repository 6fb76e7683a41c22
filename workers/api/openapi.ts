// The document of the API, made of the very schemas that validate it. Built on demand: nobody else pays for it.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "./router.ts";

export const describeApi = (app: OpenAPIHono<ApiEnv>): void => {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token of a session; ten minutes.",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "refreshCookie", {
    type: "apiKey",
    in: "cookie",
    name: "__Host-lockstep_refresh",
    description:
      "Single use, only to `/auth/refresh` and `/auth/logout`, only from our own page. No prefix on http://localhost.",
  });
  app.doc31("/api/v1/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Lockstep",
      version: "1",
      description:
        "Lock-in rooms on one clock, streaks that are never unfairly lost. Errors are `application/problem+json` with a stable `code`.",
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    servers: [{ url: "/" }],
  });
};
