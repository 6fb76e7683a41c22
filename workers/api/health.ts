// `/health`: each dependency is really asked, and none may keep the answer waiting.
import { createRoute } from "@hono/zod-openapi";
import { sql } from "drizzle-orm";
import { Health } from "#core/protocol/http.ts";
import type { Deps } from "../deps.ts";
import { log } from "../log.ts";
import { uptimeMs } from "../metrics.ts";
import { createRouter, json } from "./router.ts";

const PATIENCE_MS = 2_000;

type Check = "ok" | "failing";

const check = async (name: string, ask: () => Promise<unknown>): Promise<Check> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  });
  try {
    await Promise.race([ask(), late]);
    return "ok";
  } catch (error) {
    log("warn", "health check failed", { check: name, error: String(error) });
    return "failing";
  } finally {
    clearTimeout(timer);
  }
};

const checkAll = async (deps: Deps): Promise<Health["checks"]> => {
  const [database, objects, media, queues] = await Promise.all([
    check("database", () => deps.db.run(sql`SELECT 1`)),
    check("objects", () => deps.authLimiter.getByName("health").ping()),
    check("media", () => deps.media.head("health")),
    check("queues", () => deps.queue.metrics()),
  ]);
  return { database, objects, media, queues };
};

export const health = createRouter();

health.openapi(
  createRoute({
    method: "get",
    path: "/health",
    tags: ["Service"],
    summary: "Whether everything the product stands on answers",
    responses: { 200: json(Health, "All well"), 503: json(Health, "Something does not answer") },
  }),
  async (c) => {
    const { deps } = c.var;
    const checks = await checkAll(deps);
    const well = Object.values(checks).every((result) => result === "ok");
    const uptimeSeconds = Math.round(uptimeMs(deps.now()) / 1000);
    return c.json({ status: well ? ("ok" as const) : ("degraded" as const), uptimeSeconds, checks }, well ? 200 : 503);
  },
);
