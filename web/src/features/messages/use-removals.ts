// Removing can be undone for a moment: it is said to the others when that moment has passed, or the page is left.
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { showToast } from "#web/ui/Toasts.tsx";
import type { Ask } from "./use-ask.ts";

const UNDO_MS = 5_000;

export const useRemovals = (ask: Ask) => {
  const t = useTalk();
  const { t: words } = useLocale();
  const [waiting, setWaiting] = useState<ReadonlySet<number>>(new Set());
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>());
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  }, [ask]);

  const forget = useCallback((seq: number) => {
    clearTimeout(timers.current.get(seq));
    timers.current.delete(seq);
    setWaiting((before) => new Set([...before].filter((other) => other !== seq)));
  }, []);

  useEffect(() => {
    const held = timers.current;
    const flush = () => {
      for (const [seq, timer] of held) {
        clearTimeout(timer);
        void latest.current("remove", { seq });
      }
      held.clear();
    };
    addEventListener("pagehide", flush);
    return () => {
      removeEventListener("pagehide", flush);
      flush();
    };
  }, []);

  const remove = useCallback(
    (seq: number) => {
      setWaiting((before) => new Set(before).add(seq));
      timers.current.set(
        seq,
        setTimeout(() => {
          timers.current.delete(seq);
          void latest.current("remove", { seq }).then(() => forget(seq));
        }, UNDO_MS),
      );
      showToast(t.removing, { label: words.undo, run: () => forget(seq) }, UNDO_MS);
    },
    [forget, t, words],
  );
  return { waiting, remove };
};
