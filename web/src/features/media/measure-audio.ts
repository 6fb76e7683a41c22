// How long a piece of sound is and how loud where, as this browser decodes it.
import { waveformOf } from "./waveform.ts";

/** Decoded sound takes about ten times the room of the file. */
const MAX_DECODED_BYTES = 8 * 1024 * 1024;
/** Enough for bars, and a sixth of the memory. */
const RATE_HZ = 8_000;

export type Measured = { readonly durationMs: number; readonly waveform: readonly number[] };

/** null where it is too large or not known to this browser. */
export const measureAudio = async (file: Blob): Promise<Measured | null> => {
  if (file.size > MAX_DECODED_BYTES || typeof OfflineAudioContext !== "function") return null;
  try {
    const decoded = await new OfflineAudioContext(1, 1, RATE_HZ).decodeAudioData(await file.arrayBuffer());
    return { durationMs: Math.round(decoded.duration * 1_000), waveform: waveformOf(decoded.getChannelData(0)) };
  } catch {
    return null;
  }
};
