// Recording a voice: the microphone, levels while one speaks, pause, and what came of it. The microphone is let go at once after.
import { useEffect, useRef, useState } from "react";
import { measureAudio, type Measured } from "./measure-audio.ts";

export type Recorded = { readonly file: File; readonly measured: Measured; readonly url: string };
export type RecorderState =
  | { readonly kind: "starting" }
  | { readonly kind: "recording" | "paused"; readonly ms: number; readonly levels: readonly number[] }
  | { readonly kind: "recorded"; readonly recorded: Recorded }
  | { readonly kind: "failed"; readonly why: "refused" | "absent" | "busy" | "unable" };

export const LONGEST_RECORDING_MS = 15 * 60_000;
const LEVEL_EVERY_MS = 80;
const LEVELS_SHOWN = 64;
const TYPES = ["audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/webm;codecs=opus", "audio/ogg;codecs=opus"];
const ENDINGS: Readonly<Record<string, string>> = { "audio/mp4": "m4a", "audio/webm": "webm", "audio/ogg": "ogg" };

const whyOf = (error: unknown) => {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "absent" : "busy";
};

type Session = { readonly recorder: MediaRecorder; readonly release: () => void; readonly level: () => number };

const openMicrophone = async (signal: AbortSignal): Promise<Session> => {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true },
  });
  const stopTracks = () => stream.getTracks().forEach((track) => track.stop());
  if (signal.aborted) {
    stopTracks();
    signal.throwIfAborted();
  }
  const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, {
    audioBitsPerSecond: 48_000,
    ...(type === undefined ? {} : { mimeType: type }),
  });
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1_024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    recorder,
    release: () => {
      stopTracks();
      if (context.state !== "closed") void context.close();
    },
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
      return Math.min(1, Math.sqrt(power) * 4);
    },
  };
};

export const useRecorder = (name: string) => {
  const [state, setState] = useState<RecorderState>({ kind: "starting" });
  const session = useRef<Session | null>(null);
  const finish = useRef<(() => void) | null>(null);

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    let url: string | null = null;
    let timer = 0;
    const begin = async () => {
      if (typeof MediaRecorder !== "function" || navigator.mediaDevices === undefined) {
        return setState({ kind: "failed", why: "unable" });
      }
      const opened = await openMicrophone(signal);
      session.current = opened;
      const { recorder } = opened;
      const pieces: Blob[] = [];
      let levels: readonly number[] = [];
      let ms = 0;
      let tickedMs = performance.now();
      const tick = () => {
        const nowMs = performance.now();
        if (recorder.state === "recording") {
          ms += nowMs - tickedMs;
          levels = [...levels, opened.level()].slice(-LEVELS_SHOWN);
          setState({ kind: "recording", ms, levels });
          if (ms >= LONGEST_RECORDING_MS) recorder.stop();
        } else if (recorder.state === "paused") setState({ kind: "paused", ms, levels });
        tickedMs = nowMs;
      };
      recorder.addEventListener("dataavailable", ({ data }) => data.size > 0 && pieces.push(data));
      recorder.addEventListener("stop", async () => {
        clearInterval(timer);
        opened.release();
        if (signal.aborted) return;
        const type = recorder.mimeType.split(";")[0] ?? "audio/webm";
        const file = new File(pieces, `${name}.${ENDINGS[type] ?? "webm"}`, { type });
        const measured = (await measureAudio(file)) ?? { durationMs: Math.round(ms), waveform: [] };
        if (signal.aborted) return;
        url = URL.createObjectURL(file);
        setState({ kind: "recorded", recorded: { file, measured, url } });
      });
      finish.current = () => recorder.state !== "inactive" && recorder.stop();
      recorder.start(1_000);
      timer = window.setInterval(tick, LEVEL_EVERY_MS);
      tick();
    };
    begin().catch((error: unknown) => {
      if (!signal.aborted) setState({ kind: "failed", why: whyOf(error) });
    });
    return () => {
      stop.abort();
      clearInterval(timer);
      const open = session.current;
      session.current = null;
      if (open !== null && open.recorder.state !== "inactive") open.recorder.stop();
      open?.release();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [name]);

  return {
    state,
    pause: () => session.current?.recorder.pause(),
    resume: () => session.current?.recorder.resume(),
    stop: () => finish.current?.(),
  };
};
