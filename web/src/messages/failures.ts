// From a failure to a sentence: what happened, what is safe, what to do.
import { isApiError } from "#web/lib/http.ts";
import type { Messages } from "./en.ts";

export const failureText = (error: unknown, t: Messages): string => {
  if (!isApiError(error)) return t.errors.unknown;
  switch (error.code) {
    case "offline":
      return t.errors.offline;
    case "rate_limited":
      return t.errors.rate_limited(Math.max(1, Math.ceil((error.retryAfterMs ?? 1_000) / 1_000)));
    case "busy":
    case "unavailable":
    case "internal":
      return t.errors.unavailable;
    case "forbidden":
      return t.errors.forbidden;
    case "not_found":
      return t.errors.not_found;
    case "stale_version":
      return t.errors.conflict;
    default:
      return t.errors.unknown;
  }
};
