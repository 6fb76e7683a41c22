// The page of whoever presents: says which slide comes, waits for those who load it, then asks for it.
import { announce, type Barrier, barrierLeftMs, heardReady, waitedFor } from "#core/domain/slideshow/barrier.ts";
import type { PresenceMember } from "#core/protocol/frames.ts";
import type { DeckId } from "#core/protocol/ids.ts";

type Ports = {
  readonly self: string;
  readonly members: () => readonly PresenceMember[];
  readonly say: (ready: { deckId: DeckId; index: number }) => void;
  readonly go: (index: number) => void;
  readonly now: () => number;
  /** Returns the function that stops it. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** The slide that is waited for, and by how many it is not loaded yet. */
  readonly onWait: (waiting: Waiting | null) => void;
};

export type Waiting = { readonly index: number; readonly count: number };

export type Presenter = {
  /** A later wish takes the place of one that still waits. */
  readonly turnTo: (deckId: DeckId, index: number) => void;
  readonly heard: (by: string, said: { readonly deckId: string; readonly index: number }) => void;
  /** Somebody came, went or hid their page. */
  readonly look: () => void;
  readonly stop: () => void;
};

export const createPresenter = ({ self, members, say, go, now, after, onWait }: Ports): Presenter => {
  let barrier: Barrier | null = null;
  let stopTimer: (() => void) | null = null;
  const look = () => {
    if (barrier === null) return;
    stopTimer?.();
    const leftMs = barrierLeftMs(barrier, self, members(), now());
    if (leftMs > 0) {
      stopTimer = after(leftMs, look);
      onWait({ index: barrier.index, count: waitedFor(barrier, self, members()).length });
      return;
    }
    const { index } = barrier;
    barrier = null;
    onWait(null);
    go(index);
  };
  return {
    turnTo(deckId, index) {
      barrier = announce(deckId, index, now());
      say({ deckId, index });
      look();
    },
    heard(by, said) {
      if (barrier === null) return;
      const next = heardReady(barrier, by, said);
      if (next === barrier) return;
      barrier = next;
      look();
    },
    look,
    stop() {
      stopTimer?.();
      barrier = null;
    },
  };
};
