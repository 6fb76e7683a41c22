// The one place where a code becomes an answer: RFC 9457, never a stack trace.
import type { Context, TypedResponse } from "hono";
import { ERRORS, type ErrorCode } from "#core/protocol/errors.ts";
import { Problem } from "#core/protocol/http.ts";

type Extra = Pick<Partial<Problem>, "detail" | "errors" | "version"> & { readonly retryAfterMs?: number };

type ProblemStatus = (typeof ERRORS)[ErrorCode]["status"];

/** Typed for every status a code can have, so that a handler may return it where its route declares `default`. */
export type ProblemResponse = Response & TypedResponse<Problem, ProblemStatus, "json">;

/** Where a code means "later" and nobody said when. */
const RETRY_AFTER_MS = 2_000;

export const problem = (c: Context, code: ErrorCode, { retryAfterMs, ...extra }: Extra = {}): ProblemResponse => {
  const { status, title } = ERRORS[code];
  const body: Problem = { type: "about:blank", title, status, code, ...extra, traceId: c.get("traceId") };
  c.header("content-type", "application/problem+json");
  c.header("cache-control", "no-store");
  if (status === 429 || status === 503) {
    c.header("retry-after", String(Math.max(1, Math.ceil((retryAfterMs ?? RETRY_AFTER_MS) / 1000))));
  }
  if (status === 401) c.header("www-authenticate", "Bearer");
  // Through the context, so that a cookie cleared on the way goes out too.
  return c.body(JSON.stringify(body), status) as Response as ProblemResponse;
};

/** For a route's `responses`: anything but success. */
export const problems = {
  default: { description: "A problem", content: { "application/problem+json": { schema: Problem } } },
} as const;
