// When this page says what it holds of a conversation: once for each message that came, at most once a second.
import { GOT_EVERY_MS, gotOwed } from "#core/domain/conversations/delivering.ts";
import type { FoldedMessage } from "#core/protocol/conversations.ts";

type Telling = {
  readonly self: string;
  /** Whether anybody may know, and would hear it now. */
  readonly mayTell: () => boolean;
  readonly messages: () => readonly Pick<FoldedMessage, "seq" | "user">[];
  readonly signal: (seq: number) => void;
  readonly nowMs: () => number;
  /** Returns the function that stops it. */
  readonly afterMs: (ms: number, task: () => void) => () => void;
};

export type GotTeller = {
  readonly look: () => void;
  /** What was said may not have been heard, or not been kept. */
  readonly again: () => void;
  readonly close: () => void;
};

export const createGotTeller = ({ self, mayTell, messages, signal, nowMs, afterMs }: Telling): GotTeller => {
  let said = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  let stop: (() => void) | null = null;

  const owed = (): number | null => (mayTell() ? gotOwed(messages(), self, said) : null);
  const say = () => {
    stop = null;
    const seq = owed();
    if (seq === null) return;
    said = seq;
    saidAt = nowMs();
    signal(seq);
  };
  const look = () => {
    if (stop === null && owed() !== null) stop = afterMs(Math.max(0, saidAt + GOT_EVERY_MS - nowMs()), say);
  };

  return {
    look,
    again() {
      said = 0;
      look();
    },
    close: () => stop?.(),
  };
};
