// RIFF: WebP (RFC 9649) and WAVE; size, frames, duration, and chunks that tell more than picture or sound do.
import { asciiOf, type ByteReader, bytesOf, DamagedFile } from "./byte-source.ts";
import { cut, type Edit, editedSize, patch, put, settleEdits } from "./edits.ts";
import { orientationTiff, readOrientation } from "./exif.ts";
import { asShown, type Facts, NO_FACTS } from "./facts.ts";

type Chunk = { readonly id: string; readonly at: number; readonly length: number; readonly end: number };

const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;
const MAX_EXIF_BYTES = 64 * 1024;

const uint32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
};

/** `lenient`: a recorder that never came back to write lengths leaves the last chunk open. */
async function* chunksOf(reader: ByteReader, from: number, to: number, lenient: boolean): AsyncGenerator<Chunk> {
  for (let at = from; at + 8 <= to;) {
    const head = await reader.view(at, 8);
    const id = asciiOf(new Uint8Array(head.buffer, head.byteOffset, 4));
    let length = head.getUint32(4, true);
    if (at + 8 + length > to) {
      if (!lenient) throw new DamagedFile(`${id} ends too soon`);
      length = to - at - 8;
    }
    const end = Math.min(to, at + 8 + length + (length % 2));
    yield { id, at, length, end };
    at = end;
  }
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;

const WEBP_KEPT = new Set(["VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L"]);

export const inspectWebp = async (reader: ByteReader): Promise<Facts> => {
  const announced = (await reader.view(4, 4)).getUint32(0, true) + 8;
  if (announced > reader.size) throw new DamagedFile("it ends too soon");
  const edits: Edit[] = [];
  let canvas: { width: number; height: number } | null = null;
  let flagsAt: number | null = null;
  let frames = 0;
  let orientation = 1;
  let hasPixels = false;
  for await (const { id, at, length, end } of chunksOf(reader, 12, announced, false)) {
    if (id === "VP8X") {
      const view = await reader.view(at + 8, 10);
      canvas = { width: uint24(view, 4) + 1, height: uint24(view, 7) + 1 };
      flagsAt = at + 8;
    } else if (id === "VP8 ") {
      const view = await reader.view(at + 8, 10);
      if (uint24(view, 3) !== 0x2a019d) throw new DamagedFile("no key frame");
      canvas ??= { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
      hasPixels = true;
    } else if (id === "VP8L") {
      const view = await reader.view(at + 8, 5);
      const bits = view.getUint32(1, true);
      if (view.getUint8(0) !== 0x2f) throw new DamagedFile("no lossless picture");
      canvas ??= { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
      hasPixels = true;
    } else if (id === "ANMF") {
      const view = await reader.view(at + 8, 16);
      frames++;
      hasPixels = true;
      const right = uint24(view, 0) * 2 + uint24(view, 6) + 1;
      const bottom = uint24(view, 3) * 2 + uint24(view, 9) + 1;
      if (canvas === null || right > canvas.width || bottom > canvas.height) {
        throw new DamagedFile("a frame beyond its canvas");
      }
    }
    if (id === "EXIF" && orientation === 1) {
      orientation = readOrientation(await reader.bytes(at + 8, Math.min(length, MAX_EXIF_BYTES)));
    }
    if (!WEBP_KEPT.has(id)) edits.push(cut(at, end - at));
  }
  if (canvas === null || !hasPixels) throw new DamagedFile("no picture");
  if (announced < reader.size) edits.push(cut(announced, reader.size - announced));
  const flags = flagsAt === null ? null : ((await reader.bytes(flagsAt, 1))[0] ?? 0);
  /** Lengths and flags say what is left; `mark` is the chunk that says which way up. */
  const finish = (mark: Uint8Array): Edit[] => {
    const all = mark.length > 0 ? [...edits, put(reader.size, mark)] : [...edits];
    const hasMark = mark.length > 0 ? HAS_EXIF : 0;
    if (flagsAt !== null) all.push(patch(flagsAt, Uint8Array.of(((flags ?? 0) & ~(HAS_EXIF | HAS_XMP)) | hasMark)));
    return [...all, patch(4, uint32(editedSize(reader.size, settleEdits(all)) - 8))];
  };
  const tiff = orientationTiff(orientation);
  const mark = Uint8Array.from([...bytesOf("EXIF"), ...uint32(tiff.length), ...tiff]);
  const bare = finish(new Uint8Array(0));
  // Only the extended form has a place for it, and only that one is turned by whoever shows it.
  const isMarked = orientation !== 1 && flagsAt !== null;
  return {
    ...NO_FACTS,
    ...asShown(canvas.width, canvas.height, isMarked ? orientation : 1),
    frames: Math.max(1, frames),
    orientation: isMarked ? orientation : 1,
    edits: isMarked ? finish(mark) : bare,
    bareEdits: isMarked ? bare : null,
  };
};

const WAVE_KEPT = new Set(["fmt ", "fact", "data", "cue "]);

export const inspectWave = async (reader: ByteReader): Promise<Facts> => {
  const edits: Edit[] = [];
  let bytesPerSecond = 0;
  let soundBytes = 0;
  for await (const { id, at, length, end } of chunksOf(reader, 12, reader.size, true)) {
    if (id === "fmt ") bytesPerSecond = (await reader.view(at + 8, 14)).getUint32(8, true);
    if (id === "data") {
      soundBytes += length;
      edits.push(patch(at + 4, uint32(length)));
    }
    if (!WAVE_KEPT.has(id)) edits.push(cut(at, end - at));
  }
  if (soundBytes === 0) throw new DamagedFile("no sound");
  const size = editedSize(reader.size, settleEdits(edits));
  return {
    ...NO_FACTS,
    durationMs: bytesPerSecond === 0 ? null : Math.round((soundBytes / bytesPerSecond) * 1000),
    edits: [...edits, patch(4, uint32(size - 8))],
  };
};
