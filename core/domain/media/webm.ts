// WebM (EBML, RFC 8794; Matroska, RFC 9559): size, duration, and elements that tell more than film or sound do.
import { type ByteReader, DamagedFile } from "./byte-source.ts";
import { blank, type Edit } from "./edits.ts";
import { type Facts, NO_FACTS } from "./facts.ts";

const ID = {
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  title: 0x7ba9,
  date: 0x4461,
  segmentFilename: 0x7384,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackName: 0x536e,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  cues: 0x1c53bb6b,
  chapters: 0x1043a770,
  tags: 0x1254c367,
  attachments: 0x1941a469,
} as const;

const TOP = new Set<number>([
  ID.seekHead,
  ID.info,
  ID.tracks,
  ID.cluster,
  ID.cues,
  ID.chapters,
  ID.tags,
  ID.attachments,
]);
const VOID = 0xec;

type Element = {
  readonly id: number;
  readonly at: number;
  readonly body: number;
  /** null: it does not say. */ readonly end: number | null;
};

const elementAt = async (reader: ByteReader, at: number, to: number): Promise<Element> => {
  const head = (await reader.bytes(at, Math.min(12, to - at))).slice();
  const idBytes = Math.clz32(head[0] ?? 0) - 23;
  if (idBytes > 4) throw new DamagedFile("an element without a name");
  let id = 0;
  for (let index = 0; index < idBytes; index++) id = id * 256 + (head[index] ?? 0);
  const first = head[idBytes] ?? 0;
  const sizeBytes = Math.clz32(first) - 23;
  if (sizeBytes > 8 || idBytes + sizeBytes > head.length) throw new DamagedFile("an element without a length");
  let size = first & (0xff >> sizeBytes);
  let isUnknown = size === 0xff >> sizeBytes;
  for (let index = 1; index < sizeBytes; index++) {
    const byte = head[idBytes + index] ?? 0;
    isUnknown &&= byte === 0xff;
    size = size * 256 + byte;
  }
  const body = at + idBytes + sizeBytes;
  if (isUnknown) return { id, at, body, end: null };
  if (body + size > to) throw new DamagedFile("an element ends too soon");
  return { id, at, body, end: body + size };
};

/** The whole element becomes padding of the same length. */
const voided = ({ at, end }: Element & { end: number }): Edit => {
  const length = end - at;
  if (length < 10) return blank(at, length, Uint8Array.of(VOID, 0x80 | (length - 2)));
  const head = new Uint8Array(9);
  const view = new DataView(head.buffer);
  view.setBigUint64(1, (1n << 56n) | BigInt(length - 9));
  head[0] = VOID;
  return blank(at, length, head);
};

const uintOf = async (reader: ByteReader, { body, end }: Element): Promise<number> => {
  const bytes = await reader.bytes(body, Math.min(8, (end ?? body) - body));
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
};

const floatOf = async (reader: ByteReader, { body, end }: Element): Promise<number> => {
  const length = (end ?? body) - body;
  if (length !== 4 && length !== 8) return 0;
  const view = await reader.view(body, length);
  return length === 4 ? view.getFloat32(0) : view.getFloat64(0);
};

type Found = {
  edits: Edit[];
  scaleNs: number;
  units: number;
  lastUnits: number;
  width: number;
  height: number;
  hasTracks: boolean;
};

const WITHIN = new Set<number>([ID.info, ID.tracks, ID.trackEntry, ID.video]);
const REMOVED = new Set<number>([ID.title, ID.date, ID.segmentFilename, ID.trackName, ID.tags, ID.attachments]);

const note = async (reader: ByteReader, element: Element, found: Found): Promise<void> => {
  if (element.id === ID.timestampScale) found.scaleNs = await uintOf(reader, element);
  else if (element.id === ID.duration) found.units = await floatOf(reader, element);
  else if (element.id === ID.pixelWidth) found.width ||= await uintOf(reader, element);
  else if (element.id === ID.pixelHeight) found.height ||= await uintOf(reader, element);
  else if (element.id === ID.tracks) found.hasTracks = true;
};

const lookWithin = async (reader: ByteReader, from: number, to: number, found: Found): Promise<void> => {
  for (let at = from; at < to;) {
    const element = await elementAt(reader, at, to);
    const end = element.end ?? to;
    await note(reader, element, found);
    if (REMOVED.has(element.id)) found.edits.push(voided({ ...element, end }));
    else if (WITHIN.has(element.id)) await lookWithin(reader, element.body, end, found);
    at = end;
  }
};

/** A recorder that writes as it goes leaves clusters open: they end where something of the upper floor begins. */
const passCluster = async (reader: ByteReader, cluster: Element, to: number, found: Found): Promise<number> => {
  let base = 0;
  let at = cluster.body;
  const end = cluster.end ?? to;
  while (at < end) {
    const element = await elementAt(reader, at, end);
    if (cluster.end === null && TOP.has(element.id)) return at;
    if (element.id === ID.timestamp) base = await uintOf(reader, element);
    else if (element.id === ID.simpleBlock && (element.end ?? 0) - element.body >= 4) {
      const block = await reader.view(element.body, 4);
      // Track numbers above 127 take two bytes; nobody has so many.
      found.lastUnits = Math.max(found.lastUnits, base + block.getInt16(1));
    }
    found.lastUnits = Math.max(found.lastUnits, base);
    // Where the cluster says its length, its beginning is enough.
    if (cluster.end !== null && element.id === ID.timestamp) return cluster.end;
    if (element.end === null) throw new DamagedFile("an element without a length");
    at = element.end;
  }
  return end;
};

export const inspectWebm = async (reader: ByteReader): Promise<Facts> => {
  const header = await elementAt(reader, 0, reader.size);
  const segment = await elementAt(reader, header.end ?? 0, reader.size);
  if (segment.id !== ID.segment) throw new DamagedFile("no segment");
  const end = segment.end ?? reader.size;
  const found: Found = { edits: [], scaleNs: 1_000_000, units: 0, lastUnits: 0, width: 0, height: 0, hasTracks: false };
  for (let at = segment.body; at < end;) {
    const element = await elementAt(reader, at, end);
    if (element.id === ID.cluster) {
      at = await passCluster(reader, element, end, found);
      continue;
    }
    const last = element.end ?? end;
    await note(reader, element, found);
    if (REMOVED.has(element.id)) found.edits.push(voided({ ...element, end: last }));
    else if (WITHIN.has(element.id)) await lookWithin(reader, element.body, last, found);
    at = last;
  }
  if (!found.hasTracks) throw new DamagedFile("nothing that plays");
  if (end < reader.size) found.edits.push({ at: end, remove: reader.size - end, insert: new Uint8Array(0), zeros: 0 });
  const units = found.units > 0 ? found.units : found.lastUnits;
  const durationMs = units > 0 ? Math.round((units * found.scaleNs) / 1_000_000) : null;
  const size = found.width > 0 && found.height > 0 ? { width: found.width, height: found.height } : {};
  return { ...NO_FACTS, ...size, durationMs, edits: found.edits };
};
