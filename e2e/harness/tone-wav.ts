// A quiet tone as a WAV file, each second of which begins loud: eight bits, eight thousand samples a second.
const RATE = 8_000;
const LOUD_SAMPLES = RATE / 50;

const sampleAt = (index: number): number =>
  128 + Math.round((index % RATE < LOUD_SAMPLES ? 110 : 12) * Math.sin(((index + 1) * 2_764.6) / RATE));

export const toneWav = (seconds: number): Buffer => {
  const samples = Buffer.from(Uint8Array.from({ length: RATE * seconds }, (_, index) => sampleAt(index)));
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
};
