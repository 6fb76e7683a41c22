// JPEG (ITU-T T.81): size, and every segment that tells more than the picture does.
import { type ByteReader, DamagedFile } from "./byte-source.ts";
import { cut, type Edit, put } from "./edits.ts";
import { orientationExif, readOrientation } from "./exif.ts";
import { asShown, type Facts, marked, NO_FACTS } from "./facts.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;
/** Length, `JFIF`, version, density: a thumbnail would follow. */
const JFIF_BYTES = 16;

const isStandalone = (marker: number): boolean => (marker >= 0xd0 && marker <= SOI) || marker === 0x01;
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Where the next marker's 0xff is: entropy-coded data holds it only as ff00, or as a restart. */
const nextMarker = async (reader: ByteReader, from: number): Promise<number> => {
  for (let at = from; at + 1 < reader.size;) {
    const some = await reader.some(at);
    let found = some.indexOf(0xff);
    while (found >= 0 && found + 1 < some.length) {
      const marker = some[found + 1] ?? 0;
      if (marker !== 0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd7)) return at + found;
      found = some.indexOf(0xff, found + (marker === 0xff ? 1 : 2));
    }
    // A window that ends in the middle of a marker is read again from there.
    at += found > 0 ? found : some.length;
  }
  throw new DamagedFile("the picture has no end");
};

const segment = (marker: number, payload: Uint8Array): Uint8Array =>
  Uint8Array.from([0xff, marker, (payload.length + 2) >> 8, (payload.length + 2) & 255, ...payload]);

const startsWith = (bytes: Uint8Array, word: string): boolean =>
  bytes.length >= word.length && [...word].every((letter, index) => bytes[index] === letter.charCodeAt(0));

/** What stays of an application segment: colour, and how to read it. */
const isKept = (marker: number, payload: Uint8Array): boolean =>
  (marker === APP2 && startsWith(payload, "ICC_PROFILE\0")) || (marker === APP14 && startsWith(payload, "Adobe"));

export const inspectJpeg = async (reader: ByteReader): Promise<Facts> => {
  const edits: Edit[] = [];
  let size: { width: number; height: number } | null = null;
  let orientation = 1;
  let mark: Edit | null = null;
  let at = 2;
  for (;;) {
    at = await nextMarker(reader, at);
    const marker = (await reader.bytes(at, 2))[1] ?? 0;
    if (marker === EOI) break;
    if (isStandalone(marker)) {
      at += 2;
      continue;
    }
    const length = (await reader.view(at + 2, 2)).getUint16(0);
    if (length < 2) throw new DamagedFile("a segment without a length");
    const payload = (await reader.bytes(at + 2, length)).slice(2);
    const next = at + 2 + length;
    if (isFrame(marker)) {
      if (payload.length < 6) throw new DamagedFile("a frame without a size");
      const view = new DataView(payload.buffer);
      size ??= { height: view.getUint16(1), width: view.getUint16(3) };
      if (size.height !== view.getUint16(1) || size.width !== view.getUint16(3)) {
        throw new DamagedFile("frames of several sizes");
      }
    } else if (marker === APP0 && startsWith(payload, "JFIF\0") && payload.length >= JFIF_BYTES - 2) {
      if (length > JFIF_BYTES) {
        const kept = Uint8Array.from([...payload.subarray(0, JFIF_BYTES - 4), 0, 0]);
        edits.push({ at, remove: length + 2, insert: segment(APP0, kept), zeros: 0 });
      }
    } else if (marker === APP1 && startsWith(payload, "Exif\0") && orientation === 1) {
      orientation = readOrientation(payload);
      edits.push(cut(at, length + 2));
      if (orientation !== 1) mark = put(next, segment(APP1, orientationExif(orientation)));
    } else if ((marker >= APP0 && marker <= APP15 && !isKept(marker, payload)) || marker === COM) {
      edits.push(cut(at, length + 2));
    } else if (marker === SOS && size === null) {
      throw new DamagedFile("a scan before any frame");
    }
    at = next;
  }
  if (size === null) throw new DamagedFile("no frame");
  if (at + 2 < reader.size) edits.push(cut(at + 2, reader.size - at - 2));
  const shown = asShown(size.width, size.height, orientation);
  return { ...NO_FACTS, ...shown, orientation, ...marked(edits, mark) };
};
