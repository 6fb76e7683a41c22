// AVIF (HEIF, ISO/IEC 23008-12): size as shown, frames, and items that tell more than the picture does.
import { type ByteReader, bytesOf, DamagedFile } from "./byte-source.ts";
import { type Box, boxesIn, boxIn, freed } from "./boxes.ts";
import { blank, type Edit } from "./edits.ts";
import { type Facts, NO_FACTS } from "./facts.ts";

const MAX_ITEMS = 4_096;

const versionOf = async (reader: ByteReader, box: Box): Promise<number> => (await reader.bytes(box.body, 1))[0] ?? 0;

/** Ids of items that are EXIF or XMP, and the edits that give them a type nobody reads. */
const findTold = async (reader: ByteReader, items: Box): Promise<{ told: Set<number>; edits: Edit[] }> => {
  const told = new Set<number>();
  const edits: Edit[] = [];
  const head = (await versionOf(reader, items)) === 0 ? 6 : 8;
  for await (const entry of boxesIn(reader, items.body + head, items.end)) {
    const version = await versionOf(reader, entry);
    if (entry.type !== "infe" || version < 2) continue;
    const typeAt = entry.body + (version === 2 ? 8 : 10);
    const type = await reader.ascii(typeAt, 4);
    if (type !== "Exif" && type !== "mime" && type !== "uri ") continue;
    const id = await reader.view(entry.body + 4, version === 2 ? 2 : 4);
    told.add(version === 2 ? id.getUint16(0) : id.getUint32(0));
    if (told.size > MAX_ITEMS) throw new DamagedFile("too many items");
    edits.push({ at: typeAt, remove: 4, insert: bytesOf("free"), zeros: 0 });
    if (entry.end > typeAt + 4) edits.push(blank(typeAt + 4, entry.end - typeAt - 4));
  }
  return { told, edits };
};

/** Where the bytes of those items lie: in the file, or in a box of their own (§8.11.3). */
const blankItems = async (reader: ByteReader, meta: Box, places: Box, told: ReadonlySet<number>): Promise<Edit[]> => {
  const version = await versionOf(reader, places);
  const sizes = await reader.view(places.body + 4, 2);
  const [offsetSize, lengthSize] = [sizes.getUint8(0) >> 4, sizes.getUint8(0) & 15];
  const [baseSize, indexSize] = [sizes.getUint8(1) >> 4, version === 0 ? 0 : sizes.getUint8(1) & 15];
  let at = places.body + 6;
  const next = async (bytes: number): Promise<number> => {
    const read = await reader.bytes(at, bytes);
    at += bytes;
    return read.reduce((value, byte) => value * 256 + byte, 0);
  };
  const own = await boxIn(reader, { ...meta, body: meta.body + 4 }, "idat");
  const edits: Edit[] = [];
  const items = await next(version < 2 ? 2 : 4);
  for (let item = 0; item < items && item < MAX_ITEMS; item++) {
    const id = await next(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : (await next(2)) & 15;
    await next(2);
    const base = await next(baseSize);
    const extents = await next(2);
    for (let extent = 0; extent < extents; extent++) {
      await next(indexSize);
      const offset = await next(offsetSize);
      const length = await next(lengthSize);
      if (!told.has(id)) continue;
      const from = base + offset + (method === 1 ? (own?.body ?? reader.size) : 0);
      if (from + length > reader.size) throw new DamagedFile("an item beyond the end");
      if (length > 0) edits.push(blank(from, length));
    }
  }
  return edits;
};

/** The largest picture there is, and whether one lies on its side. */
const shownSize = async (reader: ByteReader, meta: Box) => {
  const properties = await boxIn(reader, { ...meta, body: meta.body + 4 }, "iprp", "ipco");
  if (properties === null) throw new DamagedFile("no size");
  let size = { width: 0, height: 0 };
  let isTurned = false;
  for await (const { type, body } of boxesIn(reader, properties.body, properties.end)) {
    if (type === "ispe") {
      const view = await reader.view(body + 4, 8);
      const found = { width: view.getUint32(0), height: view.getUint32(4) };
      if (found.width * found.height > size.width * size.height) size = found;
    } else if (type === "irot") {
      isTurned ||= ((await reader.bytes(body, 1))[0] ?? 0) % 2 === 1;
    }
  }
  return isTurned ? { width: size.height, height: size.width } : size;
};

/** Samples of the longest track: an image sequence keeps its frames as a film does. */
const framesIn = async (reader: ByteReader, movie: Box): Promise<number> => {
  let frames = 1;
  for await (const track of boxesIn(reader, movie.body, movie.end)) {
    if (track.type !== "trak") continue;
    const sizes = await boxIn(reader, track, "mdia", "minf", "stbl", "stsz");
    if (sizes !== null) frames = Math.max(frames, (await reader.view(sizes.body + 8, 4)).getUint32(0));
  }
  return frames;
};

export const inspectAvif = async (reader: ByteReader): Promise<Facts> => {
  const edits: Edit[] = [];
  let size: { width: number; height: number } | null = null;
  let frames = 1;
  for await (const box of boxesIn(reader, 0, reader.size)) {
    if (box.type === "uuid") edits.push(...freed(box));
    if (box.type === "moov") {
      frames = await framesIn(reader, box);
      for await (const part of boxesIn(reader, box.body, box.end)) {
        if (part.type === "udta" || part.type === "meta") edits.push(...freed(part));
      }
    }
    if (box.type !== "meta") continue;
    size ??= await shownSize(reader, box);
    const inside = { ...box, body: box.body + 4 };
    const items = await boxIn(reader, inside, "iinf");
    const places = await boxIn(reader, inside, "iloc");
    if (items === null || places === null) throw new DamagedFile("no items");
    const { told, edits: renamed } = await findTold(reader, items);
    edits.push(...renamed, ...(await blankItems(reader, box, places, told)));
  }
  if (size === null) throw new DamagedFile("no picture");
  return { ...NO_FACTS, ...size, frames, edits };
};
