// Loudness as bars: of decoded sound, of levels while recording, and as many bars as there is room for. Pure.
import { WAVEFORM_BARS } from "#core/protocol/media-limits.ts";

const FULL = 255;

const loudest = (values: ArrayLike<number>, from: number, to: number): number => {
  let most = 0;
  for (let index = from; index < to; index++) most = Math.max(most, Math.abs(values[index] ?? 0));
  return most;
};

/** So many bars over the whole length, each its loudest moment, at least one value each. */
const toBars = (values: ArrayLike<number>, bars: number): readonly number[] =>
  Array.from({ length: Math.min(bars, values.length) }, (_, bar) => {
    const count = Math.min(bars, values.length);
    const from = Math.floor((bar * values.length) / count);
    return loudest(values, from, Math.max(from + 1, Math.floor(((bar + 1) * values.length) / count)));
  });

/** 0 to 255, the loudest moment of a recording full; silence stays flat. */
export const waveformOf = (samples: ArrayLike<number>, bars = WAVEFORM_BARS): readonly number[] => {
  const raw = toBars(samples, bars);
  const most = Math.max(...raw, 0.02);
  return raw.map((value) => Math.round(Math.min(1, value / most) * FULL));
};

/** As many bars as fit, as heights from 0 to 1; without a waveform a flat line. */
export const barHeights = (waveform: readonly number[] | null, bars: number): readonly number[] =>
  waveform === null || waveform.length === 0
    ? Array.from({ length: bars }, () => 0)
    : waveform.length <= bars
      ? Array.from({ length: bars }, (_, bar) => (waveform[Math.floor((bar * waveform.length) / bars)] ?? 0) / FULL)
      : toBars(waveform, bars).map((value) => value / FULL);
