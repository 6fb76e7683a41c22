// The access token: in memory only, refreshed by one tab at a time, a little before it ends.
import { REFRESH_AHEAD_MS } from "#core/domain/token-renewal.ts";
import type { SignedIn } from "./api.ts";

const REFRESH_LOCK = "lockstep.refresh";
const RACE_TRIES = 6;
/** All tabs wait for this one: a wire that died in silence must not hold them. */
const ANSWERED_WITHIN_MS = 15_000;

export type RefreshOutcome =
  | { kind: "signed_in"; signedIn: SignedIn }
  | { kind: "signed_out" }
  | { kind: "unreachable" };

type Held = {
  token: string;
  /** On `performance.now()`, so that a wrong wall clock changes nothing. */ endsAt: number;
};

let held: Held | null = null;
let refreshing: Promise<RefreshOutcome> | null = null;
const listeners = new Set<(outcome: RefreshOutcome) => void>();

export const onRefresh = (listener: (outcome: RefreshOutcome) => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const lifetimeOf = (token: string): number => {
  try {
    const [, body = ""] = token.split(".");
    const { iat, exp } = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/"))) as {
      iat: number;
      exp: number;
    };
    return (exp - iat) * 1_000;
  } catch {
    return 5 * 60_000;
  }
};

export const holdToken = (token: string | null): void => {
  held = token === null ? null : { token, endsAt: performance.now() + lifetimeOf(token) };
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const requestRefresh = async (): Promise<RefreshOutcome> => {
  for (let tries = 1; ; tries++) {
    let response: Response;
    try {
      response = await fetch("/api/v1/auth/refresh", {
        method: "POST",
        credentials: "same-origin",
        // A page that is left in the middle would lose the answer, and with it the new cookie, which is one use only.
        keepalive: true,
        signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
      });
    } catch {
      return { kind: "unreachable" };
    }
    if (response.ok) return { kind: "signed_in", signedIn: (await response.json()) as SignedIn };
    // Another browser profile or a service worker won the race; its cookie is here in a moment.
    if (response.status === 409 && tries < RACE_TRIES) await pause(100 * tries + Math.random() * 300);
    else return response.status === 401 || response.status === 403 ? { kind: "signed_out" } : { kind: "unreachable" };
  }
};

const withLock = <T>(work: () => Promise<T>): Promise<T> =>
  "locks" in navigator ? navigator.locks.request(REFRESH_LOCK, work) : work();

/** Uses the refresh cookie; all callers of this tab share one request, all tabs take turns. */
export const refresh = (): Promise<RefreshOutcome> => {
  refreshing ??= withLock(requestRefresh)
    .then((outcome) => {
      if (outcome.kind === "signed_in") holdToken(outcome.signedIn.accessToken);
      if (outcome.kind === "signed_out") holdToken(null);
      for (const listener of listeners) listener(outcome);
      return outcome;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
};

/** A token with some life left, or null for someone who is not signed in (or not reachable). */
export const accessToken = async (): Promise<string | null> => {
  if (held === null) return null;
  if (held.endsAt - performance.now() > REFRESH_AHEAD_MS) return held.token;
  const outcome = await refresh();
  return outcome.kind === "signed_in"
    ? outcome.signedIn.accessToken
    : outcome.kind === "unreachable"
      ? held.token
      : null;
};

/** After a 401 with `refused`: the token another caller has fetched meanwhile, or a fresh one. */
export const refreshAfter = async (refused: string): Promise<string | null> => {
  if (held !== null && held.token !== refused) return held.token;
  const outcome = await refresh();
  return outcome.kind === "signed_in" ? outcome.signedIn.accessToken : null;
};
