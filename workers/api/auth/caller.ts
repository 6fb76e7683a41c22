// Where a request comes from, as far as limits and the list of devices need it.
import type { Context } from "hono";
import { describeDevice, normaliseAddress } from "#core/domain/auth.ts";
import type { ApiEnv } from "../router.ts";

/** Only what the edge itself says; forwarding headers are the caller's own words. */
export const addressOf = <E extends ApiEnv>(c: Context<E>): string =>
  normaliseAddress(c.req.header("cf-connecting-ip") ?? "127.0.0.1");

export const deviceOf = <E extends ApiEnv>(c: Context<E>): string =>
  describeDevice((c.req.header("user-agent") ?? "").slice(0, 400));
