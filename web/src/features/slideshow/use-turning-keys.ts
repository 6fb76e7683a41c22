// Keys that turn slides, where nothing is being typed and nothing lies above them.
import { usePageKeys } from "#web/lib/use-page-keys.ts";

const isTaken = ({ key, target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest("input, textarea, select, [role=dialog], [role=menu], .talk-scroll, audio, video") !== null ||
    // On a button the space bar presses it.
    (key === " " && target instanceof HTMLButtonElement));

export const useTurningKeys = (keys: Readonly<Record<string, () => void>>): void => usePageKeys(keys, isTaken);

export const turningKeys = (turn: (to: { step: number } | { index: number }) => void, last: number) => ({
  ArrowRight: () => turn({ step: 1 }),
  ArrowLeft: () => turn({ step: -1 }),
  PageDown: () => turn({ step: 1 }),
  PageUp: () => turn({ step: -1 }),
  Home: () => turn({ index: 0 }),
  End: () => turn({ index: last }),
});
