// The HTTP application: what every request passes through, and where each noun is mounted.
import { OpenAPIHono } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { isOutage } from "#db/failure.ts";
import { openDeps, type Deps } from "../deps.ts";
import { log } from "../log.ts";
import { auth } from "./auth/index.ts";
import { claims } from "./claims.ts";
import { contacts } from "./contacts.ts";
import { clock } from "./clock.ts";
import { conversations } from "./conversations.ts";
import { directory } from "./directory.ts";
import { decks } from "./decks.ts";
import { health } from "./health.ts";
import { live } from "./live.ts";
import { me } from "./me.ts";
import { media } from "./media.ts";
import { mediaFiles } from "./media-files.ts";
import { metrics } from "./metrics.ts";
import { checkOrigin } from "./middleware/origin.ts";
import { jsonBody } from "./middleware/json-body.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { trace } from "./middleware/trace.ts";
import { people } from "./people.ts";
import { personInvites } from "./person-invites.ts";
import { describeApi } from "./openapi.ts";
import { unanswered } from "./page.ts";
import { problem } from "./problem.ts";
import { rooms } from "./rooms.ts";
import { createRouter, type ApiEnv } from "./router.ts";
import { rtc } from "./rtc.ts";
import { streak } from "./streak.ts";

/** `open` builds what handlers need from the bindings; tests pass their own where a clock must be held. */
export const createApp = (open: (env: Env) => Deps = openDeps): OpenAPIHono<ApiEnv> => {
  const app = createRouter();
  app.use("*", async (c, next) => {
    c.set("deps", open(c.env));
    await next();
  });
  app.use("*", trace, securityHeaders, checkOrigin, jsonBody);

  app.route("/", health);
  app.route("/", metrics);
  app.route("/", mediaFiles);

  const v1 = createRouter();
  for (const noun of [
    auth,
    me,
    claims,
    clock,
    conversations,
    rooms,
    rtc,
    live,
    streak,
    people,
    contacts,
    personInvites,
    directory,
    decks,
    media,
  ])
    v1.route("/", noun);
  app.route("/api/v1", v1);
  describeApi(app);

  app.notFound(unanswered(app));
  app.onError((error, c) => {
    // The framework's own: a body that is announced and not there.
    if (error instanceof HTTPException && error.status === 400) return problem(c, "malformed");
    const { overloaded, retryable } = error as Error & { overloaded?: boolean; retryable?: boolean };
    const code = overloaded ? "busy" : retryable || isOutage(error) ? "unavailable" : "internal";
    log("error", "request failed", {
      traceId: c.var.traceId,
      code,
      error: `${error.name}: ${error.message}`,
      stack: error.stack,
    });
    return problem(c, code);
  });
  return app;
};
