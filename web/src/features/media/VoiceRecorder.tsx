// The field's place while somebody records: levels, pause, discard; then listen, and send.
import { ArrowUp, Pause, Mic, Square, Trash2 } from "lucide-react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { VOICE_NAME } from "#core/domain/media/attached.ts";
import { useMediaWords } from "#web/messages/media.ts";
import { Button } from "#web/ui/Button.tsx";
import { Banner } from "#web/ui/Notice.tsx";
import { useLocale } from "#web/messages/locale.tsx";
import { lengthText } from "./amounts.ts";
import { SoundPlayer } from "./AudioPlayer.tsx";
import type { NewFile } from "./new-upload.ts";
import { LONGEST_RECORDING_MS, useRecorder } from "./use-recorder.ts";

type VoiceRecorderProps = { readonly send: (voice: NewFile) => void; readonly onClose: () => void };

export const VoiceRecorder = ({ send, onClose }: VoiceRecorderProps) => {
  const t = useMediaWords();
  const { t: words } = useLocale();
  const [name] = useState(() => `${VOICE_NAME}-${new Date().toISOString().slice(0, 16).replaceAll(/[:T]/g, "-")}`);
  const { state, pause, resume, stop } = useRecorder(name);
  const bar = useRef<HTMLDivElement>(null);
  const { kind } = state;

  // The focus goes where the next thing to do is.
  useEffect(() => {
    bar.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [kind]);

  if (state.kind === "failed") {
    const why = {
      refused: t.microphoneRefused,
      absent: t.microphoneAbsent,
      busy: t.microphoneBusy,
      unable: t.cannotRecord,
    };
    return (
      <Banner tone="bad" action={<Button onClick={onClose}>{words.close}</Button>}>
        {why[state.why]}
      </Banner>
    );
  }
  const isLongest = state.kind === "recording" && state.ms >= LONGEST_RECORDING_MS;
  return (
    // Escape discards from wherever the focus is in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={bar}
      className="recorder"
      role="group"
      aria-label={t.record}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    >
      <Button look="quiet" iconOnly aria-label={t.discard} onClick={onClose}>
        <Trash2 className="icon" />
      </Button>
      {state.kind === "starting" && (
        <span className="grow truncate px-2 text-sm text-ink-2" role="status">
          {t.starting}
        </span>
      )}
      {(state.kind === "recording" || state.kind === "paused") && (
        <>
          <span className="recording-dot" data-paused={state.kind === "paused" || undefined} />
          <span className="sr-only" role="status">
            {isLongest ? t.longest : state.kind === "paused" ? t.recordingPaused : t.recording}
          </span>
          <span className="stamp tabular" aria-hidden="true">
            {lengthText(Math.floor(state.ms / 1_000) * 1_000)}
          </span>
          <span className="wave" aria-hidden="true">
            {state.levels.map((level, index) => (
              // oxlint-disable-next-line react/no-array-index-key
              <i key={index} style={{ "--height": level } as CSSProperties} />
            ))}
          </span>
          {state.kind === "recording" ? (
            <Button look="quiet" iconOnly aria-label={t.pauseRecording} onClick={pause}>
              <Pause className="icon" />
            </Button>
          ) : (
            <Button look="quiet" iconOnly aria-label={t.resumeRecording} onClick={resume}>
              <Mic className="icon" />
            </Button>
          )}
          <Button look="ink" iconOnly data-first="" aria-label={t.stopRecording} onClick={stop}>
            <Square className="icon s" fill="currentColor" />
          </Button>
        </>
      )}
      {state.kind === "recorded" && (
        <>
          <SoundPlayer
            sound={state.recorded.measured}
            source={() => Promise.resolve(state.recorded.url)}
            label={t.voiceOf(lengthText(state.recorded.measured.durationMs))}
          />
          <Button
            look="ink"
            iconOnly
            data-first=""
            aria-label={t.sendVoice}
            onClick={() => {
              const { file, measured } = state.recorded;
              const { durationMs, waveform } = measured;
              send({ file, isVoice: true, durationMs, ...(waveform.length === 0 ? {} : { waveform }) });
            }}
          >
            <ArrowUp className="icon" />
          </Button>
        </>
      )}
    </div>
  );
};
