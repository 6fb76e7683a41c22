// MP3 (ISO/IEC 11172-3, 13818-3): duration, and the tags before and behind the sound (ID3, APE, Lyrics3).
import { asciiOf, type ByteReader } from "./byte-source.ts";
import { cut, type Edit } from "./edits.ts";
import { type Facts, NO_FACTS } from "./facts.ts";

const ID3V1_BYTES = 128;
const APE_FOOTER_BYTES = 32;
const SEARCH_BYTES = 64 * 1024;

const synchsafe = (bytes: Uint8Array, at: number): number =>
  [0, 1, 2, 3].reduce((value, index) => value * 128 + ((bytes[at + index] ?? 0) & 127), 0);

const soundStart = async (reader: ByteReader): Promise<number> => {
  let at = 0;
  while (at + 10 <= reader.size) {
    const head = await reader.bytes(at, 10);
    if (asciiOf(head.subarray(0, 3)) !== "ID3") break;
    const footer = ((head[5] ?? 0) & 0x10) === 0 ? 0 : 10;
    at = Math.min(reader.size, at + 10 + synchsafe(head, 6) + footer);
  }
  return at;
};

const soundEnd = async (reader: ByteReader, start: number): Promise<number> => {
  let end = reader.size;
  for (;;) {
    const before = end;
    if (end - start >= ID3V1_BYTES && (await reader.ascii(end - ID3V1_BYTES, 3)) === "TAG") end -= ID3V1_BYTES;
    if (end - start >= APE_FOOTER_BYTES && (await reader.ascii(end - APE_FOOTER_BYTES, 8)) === "APETAGEX") {
      const view = await reader.view(end - APE_FOOTER_BYTES, APE_FOOTER_BYTES);
      const header = (view.getUint32(20, true) & 0x80000000) === 0 ? 0 : APE_FOOTER_BYTES;
      end = Math.max(start, end - view.getUint32(12, true) - header);
    }
    if (end - start >= 15 && (await reader.ascii(end - 9, 9)) === "LYRICS200") {
      const length = Number(await reader.ascii(end - 15, 6));
      end = Math.max(start, end - 15 - (Number.isInteger(length) && length >= 0 ? length : 0));
    }
    if (end === before) return end;
  }
};

const BITRATES_1 = [
  [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
];
const BITRATES_2 = [
  [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const RATES = [44_100, 48_000, 32_000];

type Frame = {
  readonly bitsPerSecond: number;
  readonly rate: number;
  readonly samples: number;
  readonly tagAt: number;
};

/** `tagAt`: where an encoder writes how many frames there are, counted from the frame. */
const frameAt = (bytes: Uint8Array, at: number): Frame | null => {
  const [one = 0, two = 0, three = 0] = [bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  if (bytes[at] !== 0xff || (one & 0xe0) !== 0xe0) return null;
  const version = (one >> 3) & 3;
  const layer = 4 - ((one >> 1) & 3);
  const kbps = (version === 3 ? BITRATES_1 : BITRATES_2)[layer - 1]?.[(two >> 4) - 1];
  const fullRate = RATES[(two >> 2) & 3];
  if (version === 1 || layer === 4 || kbps === undefined || fullRate === undefined) return null;
  const isMono = three >> 6 === 3;
  const samples = layer === 1 ? 384 : layer === 3 && version !== 3 ? 576 : 1152;
  const rate = version === 3 ? fullRate : version === 2 ? fullRate / 2 : fullRate / 4;
  const side = version === 3 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  return { bitsPerSecond: kbps * 1000, rate, samples, tagAt: 4 + side };
};

const uint32 = (bytes: Uint8Array, at: number): number =>
  [0, 1, 2, 3].reduce((value, index) => value * 256 + (bytes[at + index] ?? 0), 0);

const durationOf = (head: Uint8Array, soundBytes: number): number | null => {
  for (let at = head.indexOf(0xff); at >= 0 && at + 4 < head.length; at = head.indexOf(0xff, at + 1)) {
    const frame = frameAt(head, at);
    if (frame === null) continue;
    const tag = asciiOf(head.subarray(at + frame.tagAt, at + frame.tagAt + 4));
    const isCounted = (tag === "Xing" || tag === "Info") && (uint32(head, at + frame.tagAt + 4) & 1) === 1;
    const frames = isCounted
      ? uint32(head, at + frame.tagAt + 8)
      : asciiOf(head.subarray(at + 36, at + 40)) === "VBRI"
        ? uint32(head, at + 50)
        : 0;
    const seconds = frames > 0 ? (frames * frame.samples) / frame.rate : (soundBytes * 8) / frame.bitsPerSecond;
    return Math.round(seconds * 1000);
  }
  return null;
};

export const inspectMp3 = async (reader: ByteReader): Promise<Facts> => {
  const start = await soundStart(reader);
  const end = await soundEnd(reader, start);
  const edits: Edit[] = [];
  if (start > 0) edits.push(cut(0, start));
  if (end < reader.size) edits.push(cut(end, reader.size - end));
  const head = await reader.bytes(start, Math.min(SEARCH_BYTES, end - start));
  return { ...NO_FACTS, durationMs: durationOf(head, end - start), edits };
};
