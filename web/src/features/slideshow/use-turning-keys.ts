// Keys that turn slides, where nothing is being typed and nothing lies above them.
import { useEffect, useRef } from "react";

const isTaken = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest("input, textarea, select, [role=dialog], [role=menu], .talk-scroll, audio, video") !== null);

const isCovered = (): boolean => document.querySelector("[role=dialog], [role=menu]") !== null;

export const useTurningKeys = (keys: Readonly<Record<string, () => void>>): void => {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTaken(event.target) || isCovered()) return;
      // On a button the space bar presses it.
      if (event.key === " " && event.target instanceof HTMLButtonElement) return;
      const run = latest.current[event.key];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
};

export const turningKeys = (turn: (to: { step: number } | { index: number }) => void, last: number) => ({
  ArrowRight: () => turn({ step: 1 }),
  ArrowLeft: () => turn({ step: -1 }),
  PageDown: () => turn({ step: 1 }),
  PageUp: () => turn({ step: -1 }),
  Home: () => turn({ index: 0 }),
  End: () => turn({ index: last }),
});
