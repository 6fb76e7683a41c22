// PNG and APNG (W3C PNG, third edition): size, frames, and chunks that tell more than the picture does.
import { asciiOf, type ByteReader, bytesOf, DamagedFile } from "./byte-source.ts";
import { crc32 } from "./crc32.ts";
import { cut, type Edit, put } from "./edits.ts";
import { orientationTiff, readOrientation } from "./exif.ts";
import { asShown, type Facts, marked, NO_FACTS } from "./facts.ts";

/** What is needed to paint it as it was meant. Everything else that is not critical goes. */
const KEPT = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split(" "),
);
/** Nobody's EXIF is larger, and only its first directory is looked at. */
const MAX_EXIF_BYTES = 64 * 1024;

const chunkOf = (type: string, data: Uint8Array): Uint8Array => {
  const chunk = new Uint8Array(data.length + 12);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(bytesOf(type), 4);
  chunk.set(data, 8);
  view.setUint32(data.length + 8, crc32(chunk.subarray(4, data.length + 8)));
  return chunk;
};

export const inspectPng = async (reader: ByteReader): Promise<Facts> => {
  const header = await reader.view(8, 25);
  if (header.getUint32(4) !== 0x49484452) throw new DamagedFile("no header");
  const width = header.getUint32(8);
  const height = header.getUint32(12);
  const edits: Edit[] = [];
  let frames = 0;
  let orientation = 1;
  let mark: Edit | null = null;
  let hasPixels = false;
  let at = 8;
  for (;;) {
    const head = await reader.view(at, 8);
    const length = head.getUint32(0);
    const type = asciiOf(new Uint8Array(head.buffer, head.byteOffset + 4, 4));
    const end = at + length + 12;
    if (!/^[A-Za-z]{4}$/.test(type) || end > reader.size) throw new DamagedFile("a broken chunk");
    if (type === "IDAT") hasPixels = true;
    if (type === "fcTL") {
      frames++;
      const frame = await reader.view(at + 8, 26);
      if (frame.getUint32(4) > width || frame.getUint32(8) > height) throw new DamagedFile("a frame beyond its canvas");
    }
    if (type === "eXIf" && !hasPixels && orientation === 1) {
      orientation = readOrientation(await reader.bytes(at + 8, Math.min(length, MAX_EXIF_BYTES)));
      if (orientation !== 1) mark = put(end, chunkOf("eXIf", orientationTiff(orientation)));
      edits.push(cut(at, length + 12));
    } else if (!KEPT.has(type)) {
      if ((type.charCodeAt(0) & 0x20) === 0) throw new DamagedFile(`nobody knows how to read ${type}`);
      edits.push(cut(at, length + 12));
    }
    at = end;
    if (type === "IEND") break;
  }
  if (!hasPixels) throw new DamagedFile("no pixels");
  if (at < reader.size) edits.push(cut(at, reader.size - at));
  const shown = asShown(width, height, orientation);
  return { ...NO_FACTS, ...shown, frames: Math.max(1, frames), orientation, ...marked(edits, mark) };
};
