// `/metrics` for a scraper with the token: this isolate's counters, and the totals the rollups know.
import { bearerAuth } from "hono/bearer-auth";
import { countDeadLetters, sumRollups } from "#db/queries/events.ts";
import { metricLine, metricLines, uptimeMs } from "../metrics.ts";
import { problem } from "./problem.ts";
import { createRouter } from "./router.ts";

export const metrics = createRouter();

metrics.on("GET", "/metrics", async (c, next) => {
  const check = bearerAuth<import("./router.ts").ApiEnv>({ token: c.var.deps.metricsToken });
  try {
    return await check(c, next);
  } catch {
    return problem(c, "unauthenticated");
  }
});

metrics.get("/metrics", async (c) => {
  const { db, now } = c.var.deps;
  const [sums, deadLetters] = await Promise.all([sumRollups(db), countDeadLetters(db)]);
  const lines = [
    metricLine("lockstep_uptime_seconds", { scope: "isolate" }, uptimeMs(now()) / 1000),
    ...metricLines(),
    ...sums.map(({ name, events }) => metricLine("lockstep_events_counted_total", { scope: "all", name }, events)),
    ...sums
      .filter(({ name }) => name === "focus_attended")
      .map(({ amount }) => metricLine("lockstep_focus_minutes_total", { scope: "all" }, Math.floor(amount / 60_000))),
    metricLine("lockstep_dead_letters", { scope: "all" }, deadLetters),
  ];
  return c.text(`${lines.join("\n")}\n`, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
});
