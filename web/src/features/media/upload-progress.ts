// What a person is told of an upload: where it stands, how much has gone, and whether trying again can help. Pure.
import type { StoredUpload } from "#web/lib/outbox-database.ts";

export type Phase =
  | "reading"
  | "sending"
  | "checking"
  /** Nothing goes now; it goes on by itself. */
  | "waiting"
  /** Others go first, or another tab does it. */
  | "queued"
  | "paused"
  /** The browser kept no copy: the person has to choose it again. */
  | "missing"
  | "failed"
  | "ready";

/** What this page is doing about an upload at this moment. */
export type Doing = { readonly phase: "reading" | "sending" | "checking" | "waiting"; readonly doneBytes: number };

export type Upload = StoredUpload & {
  readonly phase: Phase;
  /** 0 to 1, of the part of the work that `phase` names. */
  readonly progress: number;
  /** Of the bytes that are to be sent; null before any went. */
  readonly sentBytes: number | null;
};

export const uploadOf = (stored: StoredUpload, doing: Doing | undefined, hasFile: boolean): Upload => {
  const { media, fault, isPaused, mediaId, bytes } = stored;
  const phase: Phase =
    media !== null
      ? "ready"
      : fault !== null
        ? "failed"
        : !hasFile && doing?.phase !== "checking"
          ? "missing"
          : isPaused
            ? "paused"
            : (doing?.phase ?? "queued");
  const done = doing === undefined || bytes === 0 ? 0 : Math.min(1, doing.doneBytes / bytes);
  const sent = phase === "ready" || phase === "checking" ? 1 : phase === "reading" || mediaId === null ? 0 : done;
  return {
    ...stored,
    phase,
    progress: phase === "reading" ? done : sent,
    sentBytes: mediaId === null ? null : Math.round(sent * bytes),
  };
};

/** Parts that have not arrived, in order. */
export const missingParts = (parts: number, received: readonly number[]): readonly number[] => {
  const here = new Set(received);
  return Array.from({ length: parts }, (_, index) => index + 1).filter((part) => !here.has(part));
};

export const partBytesOf = (part: number, partBytes: number, bytes: number): number =>
  Math.max(0, Math.min(partBytes, bytes - (part - 1) * partBytes));

/** Codes after which the same thing again may well work, and is tried without asking. */
const PASSING: ReadonlySet<string> = new Set([
  "offline",
  "unavailable",
  "busy",
  "internal",
  "rate_limited",
  "unreadable",
  "upload_incomplete",
  "unauthenticated",
  "token_expired",
]);
export const isPassing = (code: string): boolean => PASSING.has(code);

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** After so many failures in a row. */
export const waitMs = (failures: number, retryAfterMs: number | null): number =>
  Math.max(retryAfterMs ?? 0, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)));
