// The first message of a day, found by halving: order is by `seq`, and time only grows with it.
import type { FoldedMessage } from "#core/protocol/conversations.ts";

/** The newest message before a `seq`; null where there is none. */
type LastBefore = (seq: number) => Promise<FoldedMessage | null>;

/** The first message at or after `at`; the newest one where all are older; null in an empty conversation. */
export const findDay = async (
  at: number,
  from: number,
  head: number,
  lastBefore: LastBefore,
): Promise<number | null> => {
  let found = await lastBefore(head + 1);
  if (found === null) return null;
  let low = from;
  let high = found.at >= at ? found.seq : head + 1;
  if (high > head) return found.seq;
  // Nothing in [from, low) is late enough, `high` is.
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    const message = await lastBefore(middle + 1);
    if (message === null || message.at < at) low = middle + 1;
    else {
      found = message;
      high = message.seq;
    }
  }
  return found.seq;
};
