// Sends bytes and says how many have gone: `fetch` tells nothing about what it sends.
import type { Problem } from "#core/protocol/http.ts";
import { accessToken, refreshAfter } from "#web/lib/access.ts";
import { ApiError } from "#web/lib/http.ts";

type Put = {
  readonly path: string;
  readonly bytes: Blob;
  readonly headers?: Readonly<Record<string, string>>;
  readonly onSent: (bytes: number) => void;
  readonly signal: AbortSignal;
};

/** A wire that died in silence: nothing was taken from us for so long. */
const STALLED_MS = 30_000;

const failure = (request: XMLHttpRequest): ApiError => {
  const seconds = Number(request.getResponseHeader("retry-after"));
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
  try {
    const problem = JSON.parse(request.responseText) as Problem;
    return new ApiError(problem.code, request.status, problem, retryAfterMs);
  } catch {
    return new ApiError(request.status >= 500 ? "unavailable" : "unreadable", request.status, null, retryAfterMs);
  }
};

const attempt = (put: Put, token: string | null): Promise<void> =>
  new Promise((resolve, reject) => {
    const { path, bytes, headers = {}, onSent, signal } = put;
    const request = new XMLHttpRequest();
    let stall = 0;
    const watch = () => {
      clearTimeout(stall);
      stall = window.setTimeout(() => request.abort(), STALLED_MS);
    };
    const stop = () => request.abort();
    const end = (settle: () => void) => {
      clearTimeout(stall);
      signal.removeEventListener("abort", stop);
      settle();
    };
    request.open("PUT", `/api/v1${path}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (token !== null) request.setRequestHeader("authorization", `Bearer ${token}`);
    request.upload.addEventListener("progress", ({ loaded }) => {
      watch();
      onSent(Math.min(loaded, bytes.size));
    });
    request.addEventListener("load", () =>
      end(() => (request.status >= 200 && request.status < 300 ? resolve() : reject(failure(request)))),
    );
    request.addEventListener("error", () => end(() => reject(new ApiError("offline", 0))));
    request.addEventListener("abort", () =>
      end(() => reject(signal.aborted ? new DOMException("stopped", "AbortError") : new ApiError("offline", 0))),
    );
    if (signal.aborted) return end(() => reject(new DOMException("stopped", "AbortError")));
    signal.addEventListener("abort", stop);
    watch();
    request.send(bytes);
  });

/** Throws `ApiError` for every answer that is not a success, `AbortError` when told to stop. */
export const putBytes = async (put: Put): Promise<void> => {
  const token = await accessToken();
  try {
    await attempt(put, token);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || token === null) throw error;
    await attempt(put, await refreshAfter(token));
  }
};
