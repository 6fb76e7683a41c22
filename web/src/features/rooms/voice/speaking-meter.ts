// Listens to the own microphone for whether its person speaks; tells transitions only.
import { everyMs } from "#web/lib/background-timer.ts";
import { CLOSED_GATE, loudnessOf, stepGate } from "./speaking-gate.ts";

const LISTEN_EVERY_MS = 100;

/** Returns the function that ends it; it ends in silence. */
export const meterSpeaking = (track: MediaStreamTrack, changed: (speaking: boolean) => void): (() => void) => {
  const context = new AudioContext();
  void context.resume();
  const analyser = context.createAnalyser();
  analyser.fftSize = 2_048;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let gate = CLOSED_GATE;
  const listen = (loudness: number) => {
    const before = gate.speaking;
    gate = stepGate(gate, loudness, performance.now());
    if (gate.speaking !== before) changed(gate.speaking);
  };
  const stop = everyMs(LISTEN_EVERY_MS, () => {
    analyser.getFloatTimeDomainData(samples);
    listen(track.enabled ? loudnessOf(samples) : 0);
  });
  return () => {
    stop();
    source.disconnect();
    void context.close();
    if (gate.speaking) changed(false);
  };
};
