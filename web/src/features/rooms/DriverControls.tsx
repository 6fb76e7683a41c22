// What the driver may do now, and for everyone else who drives and what comes next.
import { Ellipsis, Pause, Play, Plus, Presentation, SkipForward, Square } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { WheelIcon } from "#web/ui/house-icons.tsx";
import type { MenuEntry } from "#web/ui/Menu.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import type { RoomView } from "./room-view.ts";
import type { Ask } from "./use-room-commands.ts";

const Menu = lazy(() => import("#web/ui/Menu.tsx").then(({ Menu }) => ({ default: Menu })));
const PlanDialog = lazy(() => import("./PlanDialog.tsx").then(({ PlanDialog }) => ({ default: PlanDialog })));

const EXTEND_MS = 5 * 60_000;
const UNDO_TOAST_MS = 9_000;
const MOST_HEIRS = 6;

type ControlsProps = {
  readonly state: RoomState;
  readonly view: RoomView;
  readonly ask: Ask;
  readonly compact?: boolean;
  /** null for who has no decks. */
  readonly showSlides?: (() => void) | null;
};

const firstName = (name: string) => name.split(/\s+/)[0] ?? name;

const useSkipWord = ({ view, state }: Pick<ControlsProps, "view" | "state">): string => {
  const { t } = useLocale();
  if (view.nextKind === "done") return t.room.skipToEnd;
  return view.kind === "focus"
    ? t.room.skipToBreak
    : t.room.skipToRound(Math.min(view.round + 1, state.plan.rounds ?? view.round + 1));
};

/** The rarer half of the wheel; its code comes when it is first opened. */
const More = ({ state, view, ask, showSlides = null }: ControlsProps) => {
  const { t } = useLocale();
  const [opened, setOpened] = useState(false);
  const [planning, setPlanning] = useState(false);
  const skipWord = useSkipWord({ view, state });
  const { fence } = view;
  const running = view.kind !== "lobby" && view.kind !== "done";
  const end = async () => {
    if (await ask("end", { fence }))
      showToast(t.room.ended, { label: t.undo, run: () => void ask("undo_end", { fence }) }, UNDO_TOAST_MS);
  };
  const heirs = view.people.filter(({ you, presence }) => !you && presence !== "gone").slice(0, MOST_HEIRS);
  const entries: MenuEntry[] = [
    ...(running
      ? [
          {
            key: "extend",
            label: t.room.extend,
            icon: <Plus className="icon s" />,
            run: () => void ask("extend", { fence, ms: EXTEND_MS }),
          },
        ]
      : []),
    ...(running && view.kind === "focus"
      ? [
          {
            key: "skip",
            label: skipWord,
            icon: <SkipForward className="icon s" />,
            run: () => void ask("skip", { fence }),
          },
        ]
      : []),
    ...(showSlides === null
      ? []
      : [
          {
            key: "slides",
            label: t.room.showSlides,
            icon: <Presentation className="icon s" />,
            run: showSlides,
          },
        ]),
    { key: "plan", label: t.room.changePlan, run: () => setPlanning(true) },
    ...heirs.map(({ id, name }) => ({
      key: id,
      label: t.room.pass(firstName(name)),
      run: () => void ask("pass_driver", { fence, to: id as Parameters<typeof ask<"pass_driver">>[1]["to"] }),
    })),
    { key: "release", label: t.room.release, run: () => void ask("release_driver", { fence }) },
    ...(running
      ? [{ key: "end", label: t.room.end, icon: <Square className="icon s" />, danger: true, run: () => void end() }]
      : []),
  ];
  const button = (
    <Button iconOnly aria-label={t.room.more} aria-haspopup="menu" onClick={() => setOpened(true)}>
      <Ellipsis className="icon" />
    </Button>
  );
  return (
    <>
      {opened ? (
        <Suspense fallback={button}>
          <Menu label={t.room.more} icon={<Ellipsis className="icon" />} entries={entries} startOpen />
        </Suspense>
      ) : (
        button
      )}
      {planning && (
        <Suspense fallback={null}>
          <PlanDialog
            plan={state.plan}
            onClose={() => setPlanning(false)}
            onSave={(plan) => void ask("set_plan", { fence, plan })}
          />
        </Suspense>
      )}
    </>
  );
};

const Driving = ({ state, view, ask, compact = false, showSlides = null }: ControlsProps) => {
  const { t } = useLocale();
  const skipWord = useSkipWord({ view, state });
  const { fence, kind, paused } = view;
  const more = <More state={state} view={view} ask={ask} showSlides={showSlides} />;
  if (kind === "lobby") {
    return (
      <div className={compact ? "flex items-center gap-2" : "driver mt-6"}>
        <Button look="lamp" large={!compact} onClick={() => void ask("start", { fence })}>
          {t.room.start}
        </Button>
        {more}
      </div>
    );
  }
  const inBreak = kind !== "focus";
  return (
    <div className={compact ? "flex items-center gap-2" : "driver mt-4"}>
      {!compact && <span className="me-2">{t.room.youDrive}</span>}
      {paused ? (
        <Button look="ink" onClick={() => void ask("resume", { fence })}>
          <Play className="icon s" />
          {t.room.resume}
        </Button>
      ) : inBreak ? (
        <>
          <Button
            className={compact ? "max-md:hidden" : ""}
            onClick={() => void ask("extend", { fence, ms: EXTEND_MS })}
          >
            {t.room.extend}
          </Button>
          <Button look="ink" onClick={() => void ask("skip", { fence })}>
            <SkipForward className="icon s" />
            {skipWord}
          </Button>
        </>
      ) : (
        <Button onClick={() => void ask("pause", { fence })}>
          <Pause className="icon s" />
          {t.room.pause}
        </Button>
      )}
      {more}
    </div>
  );
};

const Watching = ({ view, ask, compact = false }: ControlsProps) => {
  const { t, format } = useLocale();
  const { driverName, kind, phase, paused } = view;
  if (compact && !view.canClaim) return null;
  const claim = async () => {
    if (await ask("claim_driver", {})) showToast(t.room.claimed);
  };
  const drives =
    driverName === null
      ? t.room.nobodyDrives
      : kind === "lobby"
        ? t.room.waitsForStart(firstName(driverName))
        : t.room.drives(firstName(driverName));
  const next =
    kind !== "focus" || paused || phase.endsAt === null
      ? ""
      : view.nextKind === "done"
        ? t.room.lastRound(format.time(phase.endsAt))
        : t.room.nextBreak(format.time(phase.endsAt));
  return (
    <div className={compact ? "flex items-center gap-2" : "driver mt-4"}>
      {!compact && (
        <span>
          {drives} {next}
        </span>
      )}
      {view.canClaim && (
        <Button onClick={() => void claim()}>
          <WheelIcon />
          {t.room.claim}
        </Button>
      )}
    </div>
  );
};

export const DriverControls = (props: ControlsProps) =>
  props.view.driving ? <Driving {...props} /> : <Watching {...props} />;
