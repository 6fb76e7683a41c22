// For the people who run the product: the directory is rebuilt from the rooms and conversations, step by step.
import { createRoute, z } from "@hono/zod-openapi";
import { RebuildStep } from "#core/protocol/directory.ts";
import { rebuildDirectory } from "../directory.ts";
import { problem, problems } from "./problem.ts";
import { createRouter, json, signedIn } from "./router.ts";

export const directory = createRouter();

directory.openapi(
  createRoute({
    method: "post",
    path: "/admin/directory/rebuild",
    tags: ["Administration"],
    summary:
      "Rebuild the directory from the next rooms and conversations; admins only, and harmless while people use it",
    ...signedIn,
    request: {
      query: z.object({
        cursor: z.string().max(64).default(""),
        /** Each is two calls and two batches: a Worker may make a thousand. */
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
    },
    responses: { 200: json(RebuildStep, "What was done, and where to go on"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity.role !== "admin") return problem(c, "forbidden");
    const { cursor, limit } = c.req.valid("query");
    return c.json(await rebuildDirectory(deps, cursor, limit), 200);
  },
);
