// The player of a slide with sound or film: the driver's moves for everybody, everybody's own is the volume.
import { Pause, Play, Volume2, VolumeX } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { stageAt } from "#core/domain/slideshow/stage.ts";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { serverNow } from "#web/lib/clock.ts";
import { useServerNow } from "#web/lib/use-server-now.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { Button } from "#web/ui/Button.tsx";
import { clockFigures } from "#web/ui/ring-geometry.ts";

type SoundProps = {
  readonly show: Slideshow;
  readonly skewMs: number;
  readonly frame: RefObject<HTMLElement | null>;
  readonly isDriving: boolean;
  readonly isMuted: boolean;
  readonly setMuted: (muted: boolean) => void;
  readonly play: (media: { on: boolean; positionMs: number }) => void;
};

/** How long the sound that is on lasts, once its player knows. */
const useDuration = (frame: RefObject<HTMLElement | null>, now: number): number | null => {
  const [durationMs, setDuration] = useState<number | null>(null);
  useEffect(() => {
    const player = frame.current?.querySelector<HTMLMediaElement>("[data-on=true] :is(audio, video)");
    const seconds = player?.duration ?? Number.NaN;
    // Known by the player alone, and only once it has read that far.
    // oxlint-disable-next-line react/set-state-in-effect
    setDuration(Number.isFinite(seconds) ? Math.round(seconds * 1_000) : null);
  }, [frame, now]);
  return durationMs;
};

export const SoundControls = ({ show, skewMs, frame, isDriving, isMuted, setMuted, play }: SoundProps) => {
  const t = useDeckWords();
  const now = useServerNow({ skewMs });
  const durationMs = useDuration(frame, now);
  const { media } = stageAt(show, now);
  const [wanted, setWanted] = useState<number | null>(null);
  if (media === null) return null;
  const atMs = Math.min(Math.max(0, media.positionMs), durationMs ?? Number.POSITIVE_INFINITY);
  const isOver = durationMs !== null && atMs >= durationMs;
  const isOn = media.on && !isOver;
  const seek = (positionMs: number) => play({ on: media.on, positionMs: Math.round(positionMs) });
  const toggle = () => {
    const here = stageAt(show, serverNow() + skewMs).media?.positionMs ?? atMs;
    play({ on: !isOn, positionMs: isOver ? 0 : Math.round(here) });
  };
  return (
    <div className="show-line">
      {isDriving && (
        <Button look="quiet" iconOnly aria-label={isOn ? t.pauseSound : t.playSound} onClick={toggle}>
          {isOn ? <Pause className="icon" /> : <Play className="icon" />}
        </Button>
      )}
      <span className="figures tabular">{clockFigures(wanted ?? atMs)}</span>
      {isDriving && durationMs !== null && (
        <input
          type="range"
          className="grow"
          aria-label={t.position}
          min={0}
          max={durationMs}
          step={1_000}
          value={wanted ?? atMs}
          onChange={(event) => setWanted(Number(event.target.value))}
          onPointerUp={() => {
            if (wanted !== null) seek(wanted);
            setWanted(null);
          }}
          onKeyUp={() => {
            if (wanted !== null) seek(wanted);
            setWanted(null);
          }}
        />
      )}
      <Button look="quiet" iconOnly aria-label={isMuted ? t.unmute : t.mute} onClick={() => setMuted(!isMuted)}>
        {isMuted ? <VolumeX className="icon" /> : <Volume2 className="icon" />}
      </Button>
    </div>
  );
};
