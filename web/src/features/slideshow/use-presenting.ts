// Both ends of turning a page: the driver's announces and waits, everybody else's says what it has loaded.
import { useCallback, useEffect, useRef, useState } from "react";
import type { PresenceMember } from "#core/protocol/frames.ts";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import type { LiveActor } from "#web/lib/live.ts";
import { createPresenter, type Presenter, type Waiting } from "./presenter.ts";

const NOBODY: readonly PresenceMember[] = [];

type Presenting = {
  readonly waiting: Waiting | null;
  readonly turnTo: (index: number) => void;
  /** What the driver has said comes next. */
  readonly announced: number | null;
  /** A slide is loaded here. */
  readonly loaded: (index: number) => void;
};

type Ready = { readonly deckId: string; readonly index: number };

export const usePresenting = <State>(
  actor: LiveActor<State>,
  show: Slideshow,
  self: string,
  driver: string | null,
  go: (index: number) => void,
): Presenting => {
  const { deckId, grant } = show;
  const isDriving = driver === self;
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [announced, setAnnounced] = useState<{ readonly grant: string; readonly index: number } | null>(null);
  const presenter = useRef<Presenter | null>(null);
  const latestGo = useRef(go);
  useEffect(() => {
    latestGo.current = go;
  });
  const ready = useRef(new Set<number>());
  const owed = useRef<number | null>(null);

  useEffect(() => {
    if (!isDriving) return;
    const opened = createPresenter({
      self,
      members: () => actor.getSnapshot().presence?.members ?? NOBODY,
      say: (said) => actor.signal("ready", said),
      go: (index) => latestGo.current(index),
      now: () => performance.now(),
      after: afterMs,
      onWait: setWaiting,
    });
    presenter.current = opened;
    const stops = [
      actor.onSignal(({ name, by, data }) => {
        if (name === "ready") opened.heard(by, data as Ready);
      }),
      actor.subscribe(opened.look),
    ];
    return () => {
      for (const stop of stops) stop();
      opened.stop();
      presenter.current = null;
      setWaiting(null);
    };
  }, [actor, self, isDriving, grant]);

  useEffect(() => {
    ready.current = new Set();
    owed.current = null;
    return actor.onSignal(({ name, by, data }) => {
      if (name !== "ready" || by !== driver || by === self) return;
      const said = data as Ready;
      if (said.deckId !== deckId) return;
      setAnnounced({ grant, index: said.index });
      if (ready.current.has(said.index)) actor.signal("ready", { deckId, index: said.index });
      else owed.current = said.index;
    });
  }, [actor, self, driver, deckId, grant]);

  const loaded = useCallback(
    (index: number) => {
      ready.current.add(index);
      if (owed.current !== index) return;
      owed.current = null;
      actor.signal("ready", { deckId, index });
    },
    [actor, deckId],
  );
  const turnTo = useCallback((index: number) => presenter.current?.turnTo(deckId, index), [deckId]);
  return { waiting, turnTo, announced: announced?.grant === grant ? announced.index : null, loaded };
};
