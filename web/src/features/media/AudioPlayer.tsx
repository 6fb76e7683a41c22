// Sound one hears in place: play, seek along the waveform, a speed; by hand, by keyboard, by screen reader.
import { Pause, Play } from "lucide-react";
import { type CSSProperties, useEffect, useMemo, useRef, useState } from "react";
import { isVoice } from "#core/domain/media/attached.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { showToast } from "#web/ui/Toasts.tsx";
import { lengthText } from "./amounts.ts";
import type { Shown } from "./attached.ts";
import { freshUrl } from "./media-urls.ts";
import { nextSpeed, playAlone, useSpeed } from "./playing.ts";
import { barHeights } from "./waveform.ts";

const BARS = 40;
const STEP_MS = 5_000;

type Sound = { readonly durationMs: number | null; readonly waveform: readonly number[] | null };
type PlayerProps = {
  readonly sound: Sound;
  /** Asked for when it is first played; null where there is none any more. */
  readonly source: () => Promise<string | null>;
  readonly label: string;
};

/** A recording does not say how long it is until somebody has looked at its end. */
const measured = (element: HTMLAudioElement): Promise<void> =>
  Number.isFinite(element.duration)
    ? Promise.resolve()
    : new Promise((resolve) => {
        const done = () => {
          if (!Number.isFinite(element.duration)) return;
          element.removeEventListener("durationchange", done);
          element.currentTime = 0;
          resolve();
        };
        element.addEventListener("durationchange", done);
        element.currentTime = 1e7;
      });

const loaded = (element: HTMLAudioElement): Promise<void> =>
  new Promise((resolve, reject) => {
    element.addEventListener("loadedmetadata", () => resolve(), { once: true });
    element.addEventListener("error", () => reject(new Error("not playable")), { once: true });
  });

export const SoundPlayer = ({ sound, source, label }: PlayerProps) => {
  const t = useMediaWords();
  const { format } = useLocale();
  const speed = useSpeed();
  const audio = useRef<HTMLAudioElement>(null);
  const opening = useRef<Promise<boolean> | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const [lengthMs, setLengthMs] = useState(sound.durationMs ?? 0);
  const heights = useMemo(() => barHeights(sound.waveform, BARS), [sound.waveform]);

  useEffect(() => {
    const element = audio.current;
    if (element !== null) element.playbackRate = speed;
  }, [speed]);
  useEffect(() => {
    const element = audio.current;
    return () => element?.pause();
  }, []);

  // While it plays the bars follow every frame; `timeupdate` comes four times a second.
  useEffect(() => {
    if (!isPlaying) return;
    let frame = 0;
    const follow = () => {
      setAtMs((audio.current?.currentTime ?? 0) * 1_000);
      frame = requestAnimationFrame(follow);
    };
    frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying]);

  const open = (element: HTMLAudioElement): Promise<boolean> => {
    opening.current ??= (async () => {
      const url = await source();
      if (url === null) {
        showToast(t.gone);
        return false;
      }
      element.preload = "auto";
      element.src = url;
      await loaded(element);
      await measured(element);
      element.playbackRate = speed;
      if (Number.isFinite(element.duration) && element.duration > 0) setLengthMs(element.duration * 1_000);
      return true;
    })().catch(() => {
      showToast(navigator.onLine ? t.notPlayable : t.notOpening);
      return false;
    });
    return opening.current.then((isOpen) => {
      if (!isOpen) opening.current = null;
      return isOpen;
    });
  };

  const toggle = async () => {
    const element = audio.current;
    if (element === null) return;
    if (isPlaying) return element.pause();
    if (await open(element)) await playAlone(element).catch(() => undefined);
  };
  const seek = async (ms: number) => {
    const element = audio.current;
    setAtMs(ms);
    if (element === null || !(await open(element))) return;
    element.currentTime = ms / 1_000;
  };

  const part = lengthMs === 0 ? 0 : Math.min(1, atMs / lengthMs);
  const rate = format.tag.startsWith("de") ? String(speed).replace(".", ",") : String(speed);
  return (
    <div className="voice" role="group" aria-label={label}>
      {/* Nobody has written down what people say. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio
        ref={audio}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        // Its address has ended, or the file is gone: the next press asks for it anew.
        onError={() => {
          opening.current = null;
          setPlaying(false);
        }}
        onEnded={() => {
          setPlaying(false);
          setAtMs(0);
          if (audio.current !== null) audio.current.currentTime = 0;
        }}
      />
      <button
        type="button"
        className="voice-play"
        aria-label={isPlaying ? t.pausePlay : t.play}
        onClick={() => void toggle()}
      >
        {isPlaying ? <Pause className="icon s" fill="currentColor" /> : <Play className="icon s" fill="currentColor" />}
      </button>
      <span className="wave-seek">
        <span className="wave" aria-hidden="true">
          {heights.map((height, bar) => (
            <i
              // Bars have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              key={bar}
              data-played={bar < part * BARS || undefined}
              style={{ "--height": height } as CSSProperties}
            />
          ))}
        </span>
        <input
          type="range"
          min={0}
          max={Math.max(1, Math.round(lengthMs))}
          step={Math.max(1, Math.min(STEP_MS, Math.round(lengthMs / 20)))}
          value={Math.min(Math.round(atMs), Math.max(1, Math.round(lengthMs)))}
          aria-label={t.seek}
          aria-valuetext={t.seekAt(lengthText(atMs), lengthText(lengthMs))}
          onChange={({ target }) => void seek(Number(target.value))}
        />
      </span>
      <span className="stamp tabular">{lengthText(isPlaying || atMs > 0 ? atMs : lengthMs)}</span>
      <button type="button" className="voice-speed tabular" aria-label={t.speed(rate)} onClick={nextSpeed}>
        {t.times(rate)}
      </button>
    </div>
  );
};

export const AudioPlayer = ({ media, isNamed = true }: { media: Shown; isNamed?: boolean }) => {
  const t = useMediaWords();
  const spoken = isVoice(media);
  return (
    <div className="grid grid-cols-1 gap-1">
      {isNamed && !spoken && <span className="truncate text-sm font-medium">{media.name}</span>}
      <SoundPlayer
        sound={media}
        source={() => freshUrl({ id: media.id, variant: "original" })}
        label={spoken ? t.voiceOf(lengthText(media.durationMs ?? 0)) : media.name}
      />
    </div>
  );
};
