// The shared slideshow, the same on the stage of a room and above a conversation: everybody turns at the same instant.
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { browse, FOLLOWING, ofShow, seenSlide, snapBack } from "#core/domain/slideshow/following.ts";
import { slidesToLoad } from "#core/domain/slideshow/preload.ts";
import type { Driver, Slideshow } from "#core/protocol/slideshow.ts";
import { serverNow } from "#web/lib/clock.ts";
import type { LiveActor, LiveSnapshot } from "#web/lib/live.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { Button } from "#web/ui/Button.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { createPointing, LaserDot } from "./LaserDot.tsx";
import { Reacted, ReactionPicker, useReactions } from "./Reactions.tsx";
import { type Heir, ShowBar } from "./ShowBar.tsx";
import { shownDeckQuery } from "./shown-deck.ts";
import { useSlideSource } from "./slide-sources.ts";
import { SlideStack } from "./SlideStack.tsx";
import { SoundControls } from "./SoundControls.tsx";
import { SpeakerNotes } from "./SpeakerNotes.tsx";
import { useFullScreen } from "./use-full-screen.ts";
import { usePresenting } from "./use-presenting.ts";
import { useStage } from "./use-stage.ts";
import { useStageCommands } from "./use-stage-commands.ts";
import { useSwipe } from "./use-swipe.ts";
import { turningKeys, useTurningKeys } from "./use-turning-keys.ts";

type SharedProps<State> = {
  readonly actor: LiveActor<State>;
  readonly snapshot: Pick<LiveSnapshot<State>, "presence" | "clockSkewMs">;
  readonly show: Slideshow;
  readonly driver: Driver | undefined;
  readonly self: string;
  readonly nameOf: (user: string) => string;
  /** Who may take over; null where that is done elsewhere. */
  readonly claim: "anybody" | "when_gone" | null;
  /** Looks on without a seat: what they point at or send reaches nobody. */
  readonly isListening?: boolean;
};

const NO_SLIDES: readonly never[] = [];

const Showing = <State,>(props: SharedProps<State>) => {
  const { actor, snapshot, show, driver, self, nameOf, claim, isListening = false } = props;
  const t = useDeckWords();
  const skewMs = snapshot.clockSkewMs;
  const { holder = null, fence = 0 } = driver ?? {};
  const isDriving = holder === self;
  const ask = useStageCommands(actor);
  const part = useRef<HTMLElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const full = useFullScreen(part);
  const deck = useQuery(shownDeckQuery(show));
  const slides = deck.data?.slides ?? NO_SLIDES;
  const { index: on } = useStage(show, skewMs);
  const [chosen, setChosen] = useState(FOLLOWING);
  const following = isDriving ? { grant: show.grant, own: null } : ofShow(chosen, show.grant);
  const seen = seenSlide(following, on);
  const isOwn = following.own !== null && following.own !== on;
  const [isPointing, setPointing] = useState(false);
  const [isReacting, setReacting] = useState(false);
  const [isMuted, setMuted] = useState(false);
  const { reactions, react } = useReactions(actor, self);
  const [spot, setSpot] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const pointing = useMemo(() => createPointing((place) => actor.signal("laser", place)), [actor]);

  const go = (index: number) => void ask({ name: "go", data: { fence, index } });
  const { waiting, turnTo, announced, loaded } = usePresenting(actor, show, self, holder, go);
  // What leads already is where the next press starts from, not what is still seen.
  const leading = waiting?.index ?? (serverNow() + skewMs < show.effectiveAt ? show.to : (on ?? show.to));
  const turn = (to: { step: number } | { index: number }) => {
    const from = isDriving ? leading : (seen ?? show.to);
    const index = Math.min(show.slides - 1, Math.max(0, "step" in to ? from + to.step : to.index));
    if (index === from) return;
    if (isDriving) turnTo(index);
    else setChosen(browse(following, index, on, show.slides));
  };
  const turnBy = (step: 1 | -1) => turn({ step });
  const swipe = useSwipe(turnBy);
  useTurningKeys({
    ...turningKeys(turn, show.slides - 1),
    f: full.toggle,
    ...(isDriving
      ? { l: () => setPointing(!isPointing) }
      : isOwn
        ? { Escape: () => setChosen(snapBack(following)) }
        : {}),
  });

  const wanted = slidesToLoad(show, serverNow() + skewMs, announced ?? waiting?.index ?? null);
  const layers = [
    ...new Set([
      ...(seen === null ? [] : [seen]),
      ...wanted,
      ...(isOwn ? [Math.max(0, (seen ?? 0) - 1), (seen ?? 0) + 1] : []),
    ]),
  ];
  const slide = seen === null ? undefined : slides[seen];
  const source = useSlideSource(slide?.mediaId ?? null);
  const hasSound = !isOwn && (source?.kind === "audio" || source?.kind === "video");
  const members = snapshot.presence?.members ?? [];
  const isHolderHere = members.some(({ user, state }) => user === holder && state === "here");
  const heirs: Heir[] = members
    .filter(({ user, state }) => user !== self && state === "here")
    .map(({ user }) => ({ id: user, name: nameOf(user) }));
  const takeOver = async () => {
    if (await ask({ name: "claim_driver", data: {} })) showToast(t.tookOver);
  };
  const said = seen === null ? "" : t.slideSaid(seen + 1, show.slides, slide?.caption ?? "");

  return (
    <section ref={part} className="show" aria-label={t.controls} data-driving={isDriving}>
      <SlideStack
        slides={slides}
        loaded={layers}
        seen={seen}
        together={isOwn ? null : { show, skewMs, isMuted }}
        onReady={loaded}
        frame={frame}
        isPointing={isPointing && isDriving}
        {...(isPointing && isDriving
          ? {
              onPointerMove: (event) =>
                setSpot(pointing({ x: event.clientX, y: event.clientY }, event.currentTarget.getBoundingClientRect())),
            }
          : swipe)}
      >
        {deck.isPending && <span className="slide-wait skel" role="img" aria-label={t.loading} />}
        {deck.isError && <p className="slide-note">{t.notOpen}</p>}
        {!isOwn && <LaserDot actor={actor} driver={holder} own={isPointing && isDriving ? spot : null} />}
        <Reacted reactions={reactions} nameOf={nameOf} />
        {waiting !== null && waiting.count > 0 && <p className="awaited">{t.waitingFor(waiting.count)}</p>}
      </SlideStack>
      {slide !== undefined && slide.caption !== "" && <p className="show-caption">{slide.caption}</p>}
      <ShowBar
        show={show}
        fence={fence}
        presenter={holder === null ? null : { id: holder, name: nameOf(holder) }}
        isDriving={isDriving}
        seen={seen}
        heirs={heirs}
        ask={ask}
        turn={turnBy}
        full={full}
        point={{ on: isPointing, toggle: () => setPointing(!isPointing) }}
        reacts={isListening ? null : { on: isReacting, toggle: () => setReacting(!isReacting) }}
      />
      {isReacting && !isListening && <ReactionPicker react={react} />}
      {isOwn && (
        <div className="show-line" role="status">
          <span className="grow">{t.onYourOwn}</span>
          <Button onClick={() => setChosen(snapBack(following))}>{t.back}</Button>
        </div>
      )}
      {!isDriving && claim !== null && (claim === "anybody" || !isHolderHere) && (
        <div className="show-line justify-end">
          <Button onClick={() => void takeOver()}>{t.takeOver}</Button>
        </div>
      )}
      {hasSound && (
        <SoundControls
          show={show}
          skewMs={skewMs}
          frame={frame}
          isDriving={isDriving}
          isMuted={isMuted}
          setMuted={setMuted}
          play={(media) => void ask({ name: "play", data: { fence, media } })}
        />
      )}
      {isDriving && slide?.notes != null && (
        <SpeakerNotes notes={slide.notes} next={slides[(seen ?? 0) + 1]?.mediaId ?? null} />
      )}
      <p className="sr-only" aria-live="polite">
        {said}
      </p>
    </section>
  );
};

/** Another deck begins anew: what was looked at, pointed at and loaded belongs to the one before. */
export const SharedSlideshow = <State,>(props: SharedProps<State>) => <Showing key={props.show.grant} {...props} />;
