// The soft sound at a phase edge: two sine tones with a long release, made here, no file. Silent until chosen.

let context: AudioContext | null = null;

/** Browsers start sound only after a gesture: called from the switch itself and from the first press in a room. */
export const unlockSound = (): void => {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
};

const tone = (audio: AudioContext, hertz: number, startS: number, peak: number): void => {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, startS);
  gain.gain.linearRampToValueAtTime(peak, startS + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, startS + 1.4);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(startS);
  oscillator.stop(startS + 1.5);
};

/** Rising into focus, falling into a break. */
export const playEdge = (kind: "focus" | "break"): void => {
  if (context === null || context.state !== "running") return;
  const [first, second] = kind === "focus" ? [392, 523.25] : [523.25, 392];
  const startS = context.currentTime + 0.02;
  tone(context, first, startS, 0.12);
  tone(context, second, startS + 0.22, 0.1);
};
