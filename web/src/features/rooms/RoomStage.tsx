// The stage by phase: before, during, between, after. One obvious thing to do at a time.
import { lazy, type ReactNode, Suspense, useId, useRef, useState } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Face } from "#web/ui/Face.tsx";
import { EmptyState } from "#web/ui/Notice.tsx";
import { MiniRing, RingTimer } from "#web/ui/RingTimer.tsx";
import { clockFigures, minutesLeft } from "#web/ui/ring-geometry.ts";
import { DriverControls } from "./DriverControls.tsx";
import { GoalPanel } from "./GoalPanel.tsx";
import { rhythmOf } from "./room-phase.ts";
import type { RoomView } from "./room-view.ts";
import { SessionSummary } from "./SessionSummary.tsx";
import type { Ask } from "./use-room-commands.ts";

const SyncPopover = lazy(() => import("./SyncPopover.tsx").then(({ SyncPopover }) => ({ default: SyncPopover })));

type StageProps = {
  readonly state: RoomState;
  readonly view: RoomView;
  readonly word: string;
  readonly ask: Ask;
  readonly showSlides: (() => void) | null;
  /** What takes the stage; null for nothing. */
  readonly slideshow: ReactNode | null;
};

/** Before the session: how long the first phase will be. */
const remainingOf = ({ plan }: RoomState, { kind, phase }: RoomView): number =>
  kind === "lobby" ? plan.focusMs : phase.remainingMs;

const useBelow = ({ state, view }: Pick<StageProps, "state" | "view">): string => {
  const { t, format } = useLocale();
  const { phase, round, kind, paused } = view;
  if (phase.endsAt === null)
    return t.plan.full(t.plan.short(...rhythmOf(state.plan)), t.plan.rounds(state.plan.rounds));
  if (paused) return t.plan.roundOf(round, state.plan.rounds);
  const time = format.time(phase.endsAt);
  return kind === "focus" ? t.room.roundUntil(t.plan.roundOf(round, state.plan.rounds), time) : t.room.until(time);
};

/** The whole ring is a button: it tells how closely this screen is in step. */
const Ring = ({ state, view, word }: Pick<StageProps, "state" | "view" | "word">) => {
  const { t } = useLocale();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const below = useBelow({ state, view });
  const remaining = remainingOf(state, view);
  const detail = useId();
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className="ring-box"
        aria-expanded={open}
        aria-describedby={detail}
        onClick={() => setOpen(!open)}
      >
        <RingTimer fraction={view.fraction} phase={word} remainingMs={remaining} below={below} />
      </button>
      <span id={detail} hidden>
        {t.room.syncDetail}
      </span>
      {open && (
        <Suspense fallback={null}>
          <SyncPopover anchor={anchor} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
};

const NowStrip = ({
  state,
  view,
  word,
  children,
}: Pick<StageProps, "state" | "view" | "word"> & { children: ReactNode }) => {
  const { t } = useLocale();
  const remaining = remainingOf(state, view);
  return (
    <div className="now-strip">
      <MiniRing fraction={view.fraction} phase={view.kind} size={52} />
      <div className="grow" role="timer" aria-label={t.room.timer(word, minutesLeft(remaining))}>
        <span className="phase">{word}</span>
        <div className="digits">{clockFigures(remaining)}</div>
      </div>
      {children}
    </div>
  );
};

const FacesStrip = ({ view, width }: Pick<StageProps, "view"> & { width: string }) => {
  const { t } = useLocale();
  return (
    <div className={`mx-auto flex w-full flex-wrap items-center justify-between gap-4 ${width}`}>
      <span className="flex flex-wrap gap-5">
        {view.people.map(({ id, name, presence, done }) => (
          <Face
            key={id}
            id={id}
            name={name}
            size={40}
            presence={presence}
            presenceLabel={t.room.presence[presence]}
            finished={done ? t.room.goalFinished : undefined}
          />
        ))}
      </span>
      {view.withGoal > 0 && <span className="text-ink-2 tabular">{t.room.finishedOf(view.done, view.withGoal)}</span>}
    </div>
  );
};

/** Whoever listened has no minutes and no goal to look back on. */
const Over = (props: Pick<StageProps, "state" | "view" | "ask">) => {
  const { t } = useLocale();
  return props.view.isListening ? <EmptyState title={t.room.sessionOver} /> : <SessionSummary {...props} />;
};

/** The clock in small, the slide, and what there is to do below it. */
const SlideStage = ({ state, view, word, ask, showSlides, slideshow }: StageProps) => (
  <div className="show-stage">
    {view.kind !== "done" && (
      <NowStrip state={state} view={view} word={word}>
        <DriverControls state={state} view={view} ask={ask} showSlides={showSlides} compact />
      </NowStrip>
    )}
    {slideshow}
    {view.kind === "focus" && <GoalPanel view={view} ask={ask} />}
    {view.kind === "done" && <Over state={state} view={view} ask={ask} />}
    {view.kind.endsWith("break") && (
      <div className="hidden lg:block">
        <FacesStrip view={view} width="max-w-[860px]" />
      </div>
    )}
  </div>
);

export const RoomStage = (props: StageProps) => {
  const { state, view, word, ask, showSlides, slideshow } = props;
  const controls = <DriverControls state={state} view={view} ask={ask} showSlides={showSlides} />;
  if (slideshow !== null) return <SlideStage {...props} />;
  switch (view.kind) {
    case "break":
    case "long_break":
      return (
        <>
          <div className="lg:hidden">
            <NowStrip state={state} view={view} word={word}>
              <DriverControls state={state} view={view} ask={ask} showSlides={showSlides} compact />
            </NowStrip>
          </div>
          <div className="hidden gap-8 lg:grid">
            <Ring state={state} view={view} word={word} />
            <div>
              <GoalPanel view={view} ask={ask} />
              {controls}
            </div>
            <FacesStrip view={view} width="max-w-[520px]" />
          </div>
        </>
      );
    case "done":
      return <Over state={state} view={view} ask={ask} />;
    default:
      return (
        <>
          <Ring state={state} view={view} word={word} />
          <div>
            <GoalPanel view={view} ask={ask} />
            {controls}
          </div>
        </>
      );
  }
};
