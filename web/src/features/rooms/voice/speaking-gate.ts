// Whether somebody speaks, told from loudness: begins at once, ends after a breath, and a hum is no speech. Pure.

export type Gate = { readonly speaking: boolean; readonly loudAt: number };

export const CLOSED_GATE: Gate = { speaking: false, loudAt: Number.NEGATIVE_INFINITY };

/** Root mean square of samples between -1 and 1: about -36 dB to begin, -42 dB to go on. */
const BEGINS_AT = 0.016;
const GOES_ON_AT = 0.008;
const ENDS_AFTER_MS = 600;

export const stepGate = (gate: Gate, loudness: number, nowMs: number): Gate => {
  const isLoud = loudness >= (gate.speaking ? GOES_ON_AT : BEGINS_AT);
  if (isLoud) return { speaking: true, loudAt: nowMs };
  if (gate.speaking && nowMs - gate.loudAt < ENDS_AFTER_MS) return gate;
  return gate.speaking ? { ...gate, speaking: false } : gate;
};

export const loudnessOf = (samples: Float32Array): number => {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
};
