// Requests to the API: the bearer token, one quiet refresh when it ends, and problems as errors with a code.
import type { Problem } from "#core/protocol/http.ts";
import type { ErrorCode } from "#core/protocol/errors.ts";
import { accessToken, refreshAfter } from "./access.ts";

export type FailureCode = ErrorCode | "offline" | "unreadable";

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: FailureCode;
  readonly status: number;
  readonly retryAfterMs: number | null;
  readonly problem: Problem | null;

  constructor(code: FailureCode, status: number, problem: Problem | null = null, retryAfterMs: number | null = null) {
    super(problem?.detail ?? problem?.title ?? code);
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** What was wrong with one field of the body, by its path. */
  field(path: string): string | undefined {
    return this.problem?.errors?.find((error) => error.path === path)?.message;
  }
}

export const isApiError = (error: unknown, code?: FailureCode): error is ApiError =>
  error instanceof ApiError && (code === undefined || error.code === code);

export type Query = Readonly<Record<string, string | number | null | undefined>>;

export type Call = {
  readonly query?: Query;
  readonly body?: unknown;
  /** Creating POSTs carry a key, so that a repeated tap or a lost answer creates once. */
  readonly once?: string;
  /** `none` for the doors one passes before having a session. */
  readonly auth?: "bearer" | "none";
  readonly signal?: AbortSignal | undefined;
  /** After which a request that nobody answers counts as one that never went out. */
  readonly withinMs?: number;
};

/** Longer than the longest poll. A wire that died in silence would otherwise hold a request for ever. */
const ANSWERED_WITHIN_MS = 60_000;

const addressOf = (path: string, query: Query | undefined): string => {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    value === undefined || value === null ? [] : [[key, String(value)] as [string, string]],
  );
  return pairs.length === 0 ? `/api/v1${path}` : `/api/v1${path}?${new URLSearchParams(pairs)}`;
};

const problemOf = async (response: Response): Promise<ApiError> => {
  const seconds = Number(response.headers.get("retry-after"));
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
  try {
    const problem = (await response.json()) as Problem;
    return new ApiError(problem.code ?? "unreadable", response.status, problem, retryAfterMs);
  } catch {
    return new ApiError(response.status >= 500 ? "unavailable" : "unreadable", response.status, null, retryAfterMs);
  }
};

const send = async (method: string, path: string, call: Call, token: string | null): Promise<Response> => {
  const headers = new Headers({ accept: "application/json" });
  if (call.body !== undefined) headers.set("content-type", "application/json");
  if (call.once !== undefined) headers.set("idempotency-key", call.once);
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  const timeout = AbortSignal.timeout(call.withinMs ?? ANSWERED_WITHIN_MS);
  try {
    return await fetch(addressOf(path, call.query), {
      method,
      headers,
      credentials: "same-origin",
      // What is deleted while a page is left is deleted all the same.
      keepalive: method === "DELETE",
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("offline", 0);
  }
};

/** Throws `ApiError` for every answer that is not a success. */
export const call = async <T>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  options: Call = {},
): Promise<T> => {
  const token = options.auth === "none" ? null : await accessToken();
  let response = await send(method, path, options, token);
  if (response.status === 401 && token !== null) {
    const problem = await problemOf(response);
    // A wrong password is a 401 too, and no reason to try twice.
    if (problem.code !== "token_expired" && problem.code !== "unauthenticated") throw problem;
    const fresh = await refreshAfter(token);
    if (fresh === null) throw problem;
    response = await send(method, path, options, fresh);
  }
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
};
