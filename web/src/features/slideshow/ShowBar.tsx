// Under the slide: who shows what, where in it, and what can be done.
import {
  ChevronLeft,
  ChevronRight,
  Ellipsis,
  EyeOff,
  Maximize2,
  Minimize2,
  MousePointer2,
  SmilePlus,
  Timer,
  TimerOff,
} from "lucide-react";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { Button } from "#web/ui/Button.tsx";
import { Face } from "#web/ui/Face.tsx";
import { WheelIcon } from "#web/ui/house-icons.tsx";
import { Menu, type MenuEntry } from "#web/ui/Menu.tsx";
import type { AskStage } from "./use-stage-commands.ts";

const INTERVALS_S = [5, 10, 20, 60] as const;
const MOST_HEIRS = 6;

export type Heir = { readonly id: string; readonly name: string };

const useEntries = (
  show: Slideshow,
  fence: number,
  heirs: readonly Heir[],
  ask: AskStage,
  point: { readonly on: boolean; readonly toggle: () => void },
): readonly MenuEntry[] => {
  const t = useDeckWords();
  return [
    ...(show.intervalMs === null
      ? INTERVALS_S.map((seconds) => ({
          key: String(seconds),
          label: t.every(seconds),
          icon: <Timer className="icon s" />,
          run: () => void ask({ name: "play", data: { fence, intervalMs: seconds * 1_000 } }),
        }))
      : [
          {
            key: "stop",
            label: t.stopPlaying,
            icon: <TimerOff className="icon s" />,
            run: () => void ask({ name: "play", data: { fence, intervalMs: null } }),
          },
        ]),
    { key: "laser", label: t.laser, icon: <MousePointer2 className="icon s" />, run: point.toggle },
    ...heirs.slice(0, MOST_HEIRS).map(({ id, name }) => ({
      key: id,
      label: t.pass(name),
      icon: <WheelIcon />,
      run: () => void ask({ name: "pass_driver", data: { fence, to: id as never } }),
    })),
    {
      key: "hide",
      label: t.hide,
      icon: <EyeOff className="icon s" />,
      run: () => void ask({ name: "hide", data: { fence } }),
    },
  ];
};

export const ShowBar = ({
  show,
  fence,
  presenter,
  isDriving,
  seen,
  heirs,
  ask,
  turn,
  full,
  point,
  reacts,
}: {
  show: Slideshow;
  fence: number;
  presenter: Heir | null;
  isDriving: boolean;
  seen: number | null;
  heirs: readonly Heir[];
  ask: AskStage;
  turn: (step: 1 | -1) => void;
  full: { readonly isFull: boolean; readonly toggle: () => void; readonly isPossible: boolean };
  point: { readonly on: boolean; readonly toggle: () => void };
  /** null for who may not. */
  reacts: { readonly on: boolean; readonly toggle: () => void } | null;
}) => {
  const t = useDeckWords();
  const entries = useEntries(show, fence, heirs, ask, point);
  const at = seen ?? 0;
  return (
    <div className="show-bar" role="group" aria-label={t.controls}>
      <span className="who">
        {presenter !== null && <Face id={presenter.id} name={presenter.name} size={22} />}
        <span className="truncate">
          {isDriving ? t.youShow : presenter === null ? t.nobodyShows : t.showing(presenter.name.split(/\s+/)[0] ?? "")}{" "}
          <span className="text-ink">{show.title}</span>
        </span>
      </span>
      {reacts !== null && (
        <Button look="quiet" iconOnly aria-label={t.react} aria-expanded={reacts.on} onClick={reacts.toggle}>
          <SmilePlus className="icon" />
        </Button>
      )}
      <Button look="quiet" iconOnly aria-label={t.previous} disabled={at <= 0} onClick={() => turn(-1)}>
        <ChevronLeft className="icon rtl:-scale-x-100" />
      </Button>
      <span className="figures">{t.slideOf(at + 1, show.slides)}</span>
      <Button look="quiet" iconOnly aria-label={t.next} disabled={at >= show.slides - 1} onClick={() => turn(1)}>
        <ChevronRight className="icon rtl:-scale-x-100" />
      </Button>
      {full.isPossible && (
        <Button
          look="quiet"
          iconOnly
          className="only-wide"
          aria-label={full.isFull ? t.leaveFullScreen : t.fullScreen}
          onClick={full.toggle}
        >
          {full.isFull ? <Minimize2 className="icon" /> : <Maximize2 className="icon" />}
        </Button>
      )}
      {isDriving && !full.isFull && <Menu label={t.options} icon={<Ellipsis className="icon" />} entries={entries} />}
    </div>
  );
};
