// How far one has read, told in two ways: at once by signal, and for good by a command at most once a minute. The
// command goes under a name of its own, so that one that comes too soon never holds up what is being written.
import type { ServerFrame } from "#core/protocol/frames.ts";
import { READ_EVERY_MS } from "#core/protocol/limits.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { call } from "#web/lib/http.ts";
import { inboxHead, shownUpTo } from "./inbox-store.ts";

type Marking = {
  readonly conversation: string;
  /** With receipts the conversation is told, else only one's own inbox. */
  readonly hasReceipts: () => boolean;
  readonly have: () => number;
  readonly signal: (upTo: number) => void;
};

export type ReadMarker = { readonly mark: (upTo: number, isAll: boolean) => void; readonly close: () => void };

export const createReadMarker = ({ conversation, hasReceipts, have, signal }: Marking): ReadMarker => {
  const client = `r${crypto.randomUUID().replaceAll("-", "")}`;
  let marked = 0;
  let kept = 0;
  let n = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  let stop: (() => void) | null = null;

  const keepIn = (ms: number) => {
    stop ??= afterMs(ms, () => {
      stop = null;
      void keep();
    });
  };

  const keep = async (): Promise<void> => {
    if (marked <= kept) return;
    const upTo = marked;
    lastAt = performance.now();
    n += 1;
    const receipts = hasReceipts();
    const data = receipts ? { upTo } : { conversation, upTo };
    const commands = [{ type: "command", n, since: receipts ? have() : inboxHead(), floor: n, name: "read", data }];
    try {
      const path = `/live/${receipts ? conversation : "inbox"}/commands`;
      const { frames } = await call<{ frames: ServerFrame[] }>("POST", path, { body: { client, commands } });
      const refused = frames.find((frame) => frame.type === "reject");
      if (refused === undefined) kept = Math.max(kept, upTo);
      else if (refused.retryAfterMs !== undefined) keepIn(refused.retryAfterMs);
    } catch {
      keepIn(READ_EVERY_MS);
    }
  };

  const leave = () => {
    if (document.visibilityState === "hidden") void keep();
  };
  document.addEventListener("visibilitychange", leave);

  return {
    mark(upTo, isAll) {
      if (upTo <= marked) return;
      marked = upTo;
      shownUpTo(conversation, upTo, isAll);
      if (hasReceipts()) signal(upTo);
      const waitMs = lastAt + READ_EVERY_MS - performance.now();
      if (waitMs <= 0) void keep();
      else keepIn(waitMs);
    },
    close() {
      document.removeEventListener("visibilitychange", leave);
      stop?.();
      void keep();
    },
  };
};
