// Both ends of turning a page: the driver's announces and waits, everybody else's says what it has loaded.
import { useCallback, useEffect, useRef, useState } from "react";
import type { PresenceMember } from "#core/protocol/frames.ts";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import type { LiveActor } from "#web/lib/live.ts";
import { createAudience } from "./audience.ts";
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

/** For one showing; the next begins anew. */
export const usePresenting = <State>(
  actor: LiveActor<State>,
  show: Slideshow,
  self: string,
  driver: string | null,
  go: (index: number) => void,
): Presenting => {
  const { deckId } = show;
  const isDriving = driver === self;
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [announced, setAnnounced] = useState<number | null>(null);
  const [audience] = useState(() => createAudience((index) => actor.signal("ready", { deckId, index })));
  const presenter = useRef<Presenter | null>(null);
  const latestGo = useRef(go);
  useEffect(() => {
    latestGo.current = go;
  });

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
  }, [actor, self, isDriving]);

  useEffect(
    () =>
      actor.onSignal(({ name, by, data }) => {
        if (name !== "ready" || by !== driver || by === self) return;
        const said = data as Ready;
        if (said.deckId !== deckId) return;
        setAnnounced(said.index);
        audience.announced(said.index);
      }),
    [actor, self, driver, deckId, audience],
  );
  const loaded = useCallback((index: number) => audience.loaded(index), [audience]);
  const turnTo = useCallback((index: number) => presenter.current?.turnTo(deckId, index), [deckId]);
  return { waiting, turnTo, announced, loaded };
};
