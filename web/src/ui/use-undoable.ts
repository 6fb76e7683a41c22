// What can be undone for a moment: it is done when that moment has passed, or when the page is left.
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { showToast } from "./Toasts.tsx";

const UNDO_MS = 5_000;

export type Undoable<Key> = {
  /** About to be done. */
  readonly waiting: ReadonlySet<Key>;
  readonly begin: (key: Key, said: string) => void;
};

/** `run` must not throw: nobody is there any more to hear of it. */
export const useUndoable = <Key>(run: (key: Key) => Promise<unknown>): Undoable<Key> => {
  const { t: words } = useLocale();
  const [waiting, setWaiting] = useState<ReadonlySet<Key>>(new Set());
  const timers = useRef(new Map<Key, ReturnType<typeof setTimeout>>());
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  }, [run]);

  const forget = useCallback((key: Key) => {
    clearTimeout(timers.current.get(key));
    timers.current.delete(key);
    setWaiting((before) => new Set([...before].filter((other) => other !== key)));
  }, []);

  useEffect(() => {
    const held = timers.current;
    const flush = () => {
      for (const [key, timer] of held) {
        clearTimeout(timer);
        void latest.current(key);
      }
      held.clear();
    };
    addEventListener("pagehide", flush);
    return () => {
      removeEventListener("pagehide", flush);
      flush();
    };
  }, []);

  const begin = useCallback(
    (key: Key, said: string) => {
      setWaiting((before) => new Set(before).add(key));
      timers.current.set(
        key,
        setTimeout(() => {
          timers.current.delete(key);
          void latest.current(key).then(() => forget(key));
        }, UNDO_MS),
      );
      showToast(said, { label: words.undo, run: () => forget(key) }, UNDO_MS);
    },
    [forget, words],
  );
  return { waiting, begin };
};
