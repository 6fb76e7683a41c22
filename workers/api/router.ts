// What every route module starts from: typed variables, validation that answers with problems, and the two kinds of caller.
import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import type { Identity } from "#core/protocol/identity.ts";
import type { Deps } from "../deps.ts";
import { idempotent } from "./middleware/idempotency.ts";
import { identify } from "./middleware/session.ts";
import { problem } from "./problem.ts";

export type ApiEnv = { Bindings: Env; Variables: { deps: Deps; traceId: string } };

/** Mount with `api.route("/", router)`. Paths are written in full where the handler is. */
export const createRouter = (): OpenAPIHono<ApiEnv> =>
  new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) => {
      if (result.success) return;
      const errors = result.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
      return problem(c, "invalid", { errors });
    },
  });

const requireIdentity = createMiddleware<ApiEnv & { Variables: { identity: Identity } }>(async (c, next) => {
  const identity = await identify(c);
  if (!identity.ok) return problem(c, identity.error);
  c.set("identity", identity.value);
  await next();
});

const allowIdentity = createMiddleware<ApiEnv & { Variables: { identity: Identity | null } }>(async (c, next) => {
  if (c.req.header("authorization") === undefined) {
    c.set("identity", null);
  } else {
    const identity = await identify(c);
    if (!identity.ok) return problem(c, identity.error);
    c.set("identity", identity.value);
  }
  await next();
});

/** Spread into `createRoute`: only with a bearer token; `c.var.identity` is the person. */
export const signedIn = { middleware: requireIdentity, security: [{ bearer: [] }] };

/** The same for a POST that creates: sent twice with one `Idempotency-Key`, it happens once. */
export const creates = {
  middleware: [requireIdentity, idempotent] as [typeof requireIdentity, typeof idempotent],
  security: [{ bearer: [] }],
};

/** Spread into `createRoute`: with or without; a token that is sent must be right. `c.var.identity` may be null. */
export const anyone = { middleware: allowIdentity, security: [{ bearer: [] }, {}] };

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

export const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { "application/json": { schema } },
});
