// A deck for oneself or a projector: over the whole screen, by keys, finger, or by itself.
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Maximize2, Minimize2, Pause, Play, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { SlideStack } from "#web/features/slideshow/SlideStack.tsx";
import { useFullScreen } from "#web/features/slideshow/use-full-screen.ts";
import { useSwipe } from "#web/features/slideshow/use-swipe.ts";
import { turningKeys, useTurningKeys } from "#web/features/slideshow/use-turning-keys.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { LoadFailure } from "#web/ui/Notice.tsx";
import { DeckGone, isDeckGone } from "./DeckPage.tsx";
import { type Deck, deckQuery } from "./decks-api.ts";

const EACH_MS = 5_000;
const nothing = () => undefined;

const Theatre = ({ deck }: { deck: Deck }) => {
  const t = useDeckWords();
  const navigate = useNavigate();
  const [query, setQuery] = useSearchParams();
  const [isPlaying, setPlaying] = useState(false);
  const part = useRef<HTMLDivElement>(null);
  const full = useFullScreen(part);
  const last = Math.max(0, deck.slides.length - 1);
  const wanted = Number(query.get("slide") ?? "1") - 1;
  const index = Math.min(last, Math.max(0, Number.isInteger(wanted) ? wanted : 0));
  const show = (to: number) => setQuery({ slide: String(Math.min(last, Math.max(0, to)) + 1) }, { replace: true });
  const turn = (to: { step: number } | { index: number }) => show("step" in to ? index + to.step : to.index);
  const leave = () => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    void navigate(`/decks/${deck.id}`, { replace: true });
  };
  const play = () => {
    if (!isPlaying && index === last) show(0);
    setPlaying(!isPlaying);
  };
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
    part.current?.focus();
  });
  const plays = isPlaying && index < last;
  useEffect(() => (plays ? afterMs(EACH_MS, () => latest.current(index + 1)) : undefined), [plays, index]);
  const swipe = useSwipe((step) => turn({ step }));
  useTurningKeys({ ...turningKeys(turn, last), " ": play, f: full.toggle, Escape: leave });
  const caption = deck.slides[index]?.caption ?? "";
  return (
    <div ref={part} className="theatre" data-theme="dark" tabIndex={-1}>
      <h1 className="sr-only">{deck.title}</h1>
      <SlideStack
        slides={deck.slides}
        loaded={[index, index + 1, index + 2, index - 1].filter((one) => one >= 0 && one <= last)}
        seen={deck.slides.length === 0 ? null : index}
        together={null}
        onReady={nothing}
        {...swipe}
      />
      <footer>
        <p className="min-w-0 grow truncate text-ink-2">{caption === "" ? deck.title : caption}</p>
        <Button look="quiet" iconOnly aria-label={t.previous} disabled={index === 0} onClick={() => turn({ step: -1 })}>
          <ChevronLeft className="icon rtl:-scale-x-100" />
        </Button>
        <span className="tabular text-ink-2">{t.slideOf(index + 1, deck.slides.length)}</span>
        <Button look="quiet" iconOnly aria-label={t.next} disabled={index === last} onClick={() => turn({ step: 1 })}>
          <ChevronRight className="icon rtl:-scale-x-100" />
        </Button>
        <Button look="quiet" iconOnly aria-label={plays ? t.pause : t.play} onClick={play}>
          {plays ? <Pause className="icon" /> : <Play className="icon" />}
        </Button>
        {full.isPossible && (
          <Button
            look="quiet"
            iconOnly
            aria-label={full.isFull ? t.leaveFullScreen : t.fullScreen}
            onClick={full.toggle}
          >
            {full.isFull ? <Minimize2 className="icon" /> : <Maximize2 className="icon" />}
          </Button>
        )}
        <Button look="quiet" iconOnly aria-label={t.leave} onClick={leave}>
          <X className="icon" />
        </Button>
      </footer>
      <p className="sr-only" aria-live="polite">
        {t.slideSaid(index + 1, deck.slides.length, caption)}
      </p>
    </div>
  );
};

export const DeckPlayer = () => {
  const t = useDeckWords();
  const { t: words } = useLocale();
  const { id = "" } = useParams();
  const deck = useQuery(deckQuery(id));
  useTitle(deck.data?.title ?? t.title, words.product);
  if (deck.data !== undefined) return <Theatre deck={deck.data} />;
  if (isDeckGone(deck.error)) return <DeckGone />;
  if (deck.error !== null) return <LoadFailure error={deck.error} retry={() => void deck.refetch()} level={1} />;
  return <div className="theatre" data-theme="dark" aria-busy="true" aria-label={words.loading} />;
};
