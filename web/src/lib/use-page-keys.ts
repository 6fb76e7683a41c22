// Keys of a whole page: they work wherever they are not meant for something else.
import { useEffect, useRef } from "react";

/** Nothing is pressed by accident while a dialog or menu is open. */
const isCovered = (): boolean => document.querySelector("[role=dialog], [role=menu]") !== null;

/** `isTaken`: what has the focus wants this key for itself. The function must stay the same one. */
export const usePageKeys = (
  keys: Readonly<Record<string, () => void>>,
  isTaken: (event: KeyboardEvent) => boolean,
): void => {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTaken(event) || isCovered()) return;
      const run = latest.current[event.key];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isTaken]);
};
