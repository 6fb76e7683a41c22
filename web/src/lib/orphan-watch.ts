// What closed pages left is looked for before each connection, and again while something is left: whoever holds it just
// now, the service worker for one, may fail after this page has looked.

const FIRST_WAIT_MS = 2_000;
const MAX_WAIT_MS = 60_000;

export type OrphanWatch = {
  /** Resolves when one attempt was made, or given up by `signal`; never rejects. */
  readonly look: (signal?: AbortSignal) => Promise<void>;
  readonly close: () => void;
};

/** `drain` resolves to whether nothing is left; `after` returns the function that stops its timer. */
export const openOrphanWatch = (
  drain: (signal?: AbortSignal) => Promise<boolean>,
  after: (ms: number, callback: () => void) => () => void,
): OrphanWatch => {
  let isClosed = false;
  let stopWaiting: (() => void) | null = null;
  const look = async (waitMs: number, signal?: AbortSignal): Promise<void> => {
    const isDone = await drain(signal);
    stopWaiting?.();
    if (isDone || isClosed) return;
    stopWaiting = after(waitMs, () => void look(Math.min(2 * waitMs, MAX_WAIT_MS)));
  };
  return {
    look: (signal) => look(FIRST_WAIT_MS, signal),
    close: () => {
      isClosed = true;
      stopWaiting?.();
    },
  };
};
