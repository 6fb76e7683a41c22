// A creation sent twice with one `Idempotency-Key` happens once: same person, route, key and body give the same answer for a day.
import { createMiddleware } from "hono/factory";
import { IdempotencyKey } from "#core/protocol/http.ts";
import { IDEMPOTENCY_LIFETIME_MS } from "#core/protocol/limits.ts";
import { claimKey, keepAnswer, releaseKey } from "#db/queries/idempotency.ts";
import { sha256 } from "../../auth/secrets.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { problem } from "../problem.ts";
import type { ApiEnv } from "../router.ts";

/** Longer than any request of ours takes: a claim without an answer after this belongs to a Worker that died. */
const ABANDONED_AFTER_MS = 60_000;

export const idempotent = createMiddleware<ApiEnv & { Variables: { identity: Identity } }>(async (c, next) => {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return next();
  if (!IdempotencyKey.safeParse(key).success) {
    return problem(c, "invalid", { errors: [{ path: "Idempotency-Key", message: "8 to 128 printable characters" }] });
  }
  const { db, now } = c.var.deps;
  const place = { userId: c.var.identity.user, route: `${c.req.method} ${c.req.path}`, key };
  const bodyHash = await sha256(await c.req.text());
  const at = now();
  const kept = await claimKey(db, place, bodyHash, at, {
    expiredBefore: at - IDEMPOTENCY_LIFETIME_MS,
    abandonedBefore: at - ABANDONED_AFTER_MS,
  });
  if (kept !== null) {
    if (kept.bodyHash !== bodyHash) return problem(c, "idempotency_mismatch");
    if (kept.status === null)
      return problem(c, "conflict", { detail: "the first request with this key is still being answered" });
    const type = kept.status < 400 ? "application/json" : "application/problem+json";
    return new Response(kept.body, {
      status: kept.status,
      headers: { "content-type": type, "idempotent-replay": "true" },
    });
  }
  try {
    await next();
  } catch (error) {
    await releaseKey(db, place);
    throw error;
  }
  // What may go differently the next time is not kept.
  const { status } = c.res;
  if (status >= 500 || status === 429) await releaseKey(db, place);
  else await keepAnswer(db, place, status, await c.res.clone().text());
});
