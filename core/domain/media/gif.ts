// GIF (89a): size of canvas and frames, and blocks that nobody paints.
import { asciiOf, type ByteReader, DamagedFile } from "./byte-source.ts";
import { cut, type Edit, put } from "./edits.ts";
import { type Facts, NO_FACTS } from "./facts.ts";

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;
const CONTROL = 0xf9;
const APPLICATION = 0xff;
/** How often it repeats, and its colours. */
const KEPT_APPLICATIONS = new Set(["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"]);

const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** Past the sub-blocks that begin at `at`. */
const skipBlocks = async (reader: ByteReader, from: number): Promise<number> => {
  for (let at = from; ;) {
    const length = (await reader.bytes(at, 1))[0] ?? 0;
    at += length + 1;
    if (length === 0) return at;
  }
};

export const inspectGif = async (reader: ByteReader): Promise<Facts> => {
  const header = await reader.view(0, 13);
  let width = header.getUint16(6, true);
  let height = header.getUint16(8, true);
  const edits: Edit[] = [];
  let frames = 0;
  let at = 13 + tableBytes(header.getUint8(10));
  while (at < reader.size) {
    const kind = (await reader.bytes(at, 1))[0] ?? 0;
    if (kind === TRAILER) {
      if (at + 1 < reader.size) edits.push(cut(at + 1, reader.size - at - 1));
      break;
    }
    if (kind === IMAGE) {
      const image = await reader.view(at, 10);
      frames++;
      // Decoders make room for frames that reach beyond the canvas, so they count.
      width = Math.max(width, image.getUint16(1, true) + image.getUint16(5, true));
      height = Math.max(height, image.getUint16(3, true) + image.getUint16(7, true));
      at = await skipBlocks(reader, at + 11 + tableBytes(image.getUint8(9)));
    } else if (kind === EXTENSION) {
      const label = (await reader.bytes(at + 1, 1))[0] ?? 0;
      const end = await skipBlocks(reader, at + 2);
      const isKept =
        label === CONTROL ||
        (label === APPLICATION &&
          end - at >= 14 &&
          KEPT_APPLICATIONS.has(asciiOf((await reader.bytes(at + 3, 11)).slice())));
      if (!isKept) edits.push(cut(at, end - at));
      at = end;
    } else {
      throw new DamagedFile("an unknown block");
    }
  }
  if (frames === 0) throw new DamagedFile("no frame");
  // Browsers forgive a missing trailer; what we store has one.
  if (at >= reader.size) edits.push(put(reader.size, Uint8Array.of(TRAILER)));
  return { ...NO_FACTS, width, height, frames, edits };
};
