// Reads a zip file whole, as an export is: stored and deflated entries, by its central directory.
import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
/** An export larger than this belongs into a program of its own. */
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;

const findEnd = (zip: Buffer): number => {
  const first = Math.max(0, zip.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = zip.length - END_BYTES; at >= first; at--) if (zip.readUInt32LE(at) === END) return at;
  throw new Error("this is no zip file");
};

/** Contents by name; folders are left out. */
export const readZip = (zip: Buffer): Map<string, Buffer> => {
  const end = findEnd(zip);
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new Error("the zip file is damaged");
    const method = zip.readUInt16LE(at + 10);
    const packed = zip.readUInt32LE(at + 20);
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + 46, at + 46 + nameBytes);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(from, from + packed);
    if (method !== 0 && method !== 8) throw new Error(`${name} is packed in a way that is not known`);
    if (!name.endsWith("/")) {
      files.set(name, method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: MAX_ENTRY_BYTES }));
    }
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
};
