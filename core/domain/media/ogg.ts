// Ogg (RFC 3533) with Opus (RFC 7845), Vorbis or Speex: duration, and comments, blanked where they stand.
import { asciiOf, type ByteReader, bytesOf, DamagedFile } from "./byte-source.ts";
import { oggCrc32 } from "./crc32.ts";
import { type Edit, patch } from "./edits.ts";
import { type Facts, NO_FACTS } from "./facts.ts";

/** A picture of the cover is a comment too. */
const MAX_COMMENT_BYTES = 16 * 1024 * 1024;
const BEGINS = 2;

type Page = {
  readonly at: number;
  readonly body: number;
  readonly end: number;
  readonly flags: number;
  readonly granule: bigint;
  readonly serial: number;
  readonly lacing: Uint8Array;
};

const pageAt = async (reader: ByteReader, at: number): Promise<Page> => {
  const head = await reader.view(at, 27);
  if (head.getUint32(0) !== 0x4f676753) throw new DamagedFile("no page");
  const segments = head.getUint8(26);
  const [flags, granule, serial] = [head.getUint8(5), head.getBigInt64(6, true), head.getUint32(14, true)];
  const lacing = (await reader.bytes(at + 27, segments)).slice();
  const body = at + 27 + segments;
  const end = body + lacing.reduce((sum, length) => sum + length, 0);
  if (end > reader.size) throw new DamagedFile("it ends too soon");
  return { at, body, end, flags, granule, serial, lacing };
};

type Codec = { readonly rate: number; readonly skip: number; readonly comment: (length: number) => Uint8Array };

const emptied = (magic: readonly number[], length: number, tail: readonly number[]): Uint8Array => {
  const packet = new Uint8Array(length);
  packet.set([...magic, 0, 0, 0, 0, 0, 0, 0, 0, ...tail].slice(0, length));
  return packet;
};

/** What is left of a comment says who nobody is, lists nothing, and is as long as it was. */
const codecOf = (packet: Uint8Array): Codec | null => {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  if (asciiOf(packet.subarray(0, 8)) === "OpusHead" && packet.length >= 12) {
    const magic = [...bytesOf("OpusTags")];
    return { rate: 48_000, skip: view.getUint16(10, true), comment: (length) => emptied(magic, length, []) };
  }
  if (asciiOf(packet.subarray(0, 7)) === "\u0001vorbis" && packet.length >= 16) {
    const magic = [3, ...bytesOf("vorbis")];
    return { rate: view.getUint32(12, true), skip: 0, comment: (length) => emptied(magic, length, [1]) };
  }
  if (asciiOf(packet.subarray(0, 8)) === "Speex   " && packet.length >= 40) {
    return { rate: view.getUint32(36, true), skip: 0, comment: (length) => emptied([], length, []) };
  }
  return null;
};

/** Bytes of the page that belong to the first packet on it, and whether it ends there. */
const firstPacket = ({ lacing }: Page): { length: number; isWhole: boolean } => {
  let length = 0;
  for (const part of lacing) {
    length += part;
    if (part < 255) return { length, isWhole: true };
  }
  return { length, isWhole: false };
};

type Stream = {
  codec: Codec | null;
  comment: { page: Page; length: number }[] | null;
  bytes: number;
  lastGranule: bigint;
};

/** The pages again, with the comment's bytes replaced and their checksums made anew. */
const rewritten = async (reader: ByteReader, codec: Codec, { comment, bytes }: Stream): Promise<Edit[]> => {
  const packet = codec.comment(bytes);
  const edits: Edit[] = [];
  let from = 0;
  for (const { page, length } of comment ?? []) {
    const whole = (await reader.bytes(page.at, page.end - page.at)).slice();
    whole.set(packet.subarray(from, from + length), page.body - page.at);
    from += length;
    const view = new DataView(whole.buffer);
    view.setUint32(22, 0, true);
    view.setUint32(22, oggCrc32(whole), true);
    edits.push(patch(page.at, whole));
  }
  return edits;
};

export const inspectOgg = async (reader: ByteReader): Promise<Facts> => {
  const streams = new Map<number, Stream>();
  const edits: Edit[] = [];
  let durationMs = 0;
  const finish = ({ codec, lastGranule }: Stream): void => {
    if (codec === null || codec.rate === 0 || lastGranule <= 0n) return;
    durationMs += Math.max(0, Math.round(((Number(lastGranule) - codec.skip) / codec.rate) * 1000));
  };
  for (let at = 0; at < reader.size;) {
    const page = await pageAt(reader, at);
    at = page.end;
    const known = streams.get(page.serial);
    if ((page.flags & BEGINS) !== 0) {
      if (known !== undefined) finish(known);
      const { length } = firstPacket(page);
      const codec = codecOf((await reader.bytes(page.body, length)).slice());
      streams.set(page.serial, { codec, comment: codec === null ? null : [], bytes: 0, lastGranule: 0n });
      continue;
    }
    if (known === undefined) throw new DamagedFile("a page of no stream");
    if (page.granule > known.lastGranule) known.lastGranule = page.granule;
    if (known.codec === null || known.comment === null) continue;
    const { length, isWhole } = firstPacket(page);
    known.comment.push({ page, length });
    known.bytes += length;
    if (known.bytes > MAX_COMMENT_BYTES) throw new DamagedFile("comments without end");
    if (isWhole) {
      edits.push(...(await rewritten(reader, known.codec, known)));
      known.comment = null;
    }
  }
  if (![...streams.values()].some(({ codec }) => codec !== null)) throw new DamagedFile("nothing that plays");
  for (const stream of streams.values()) finish(stream);
  return { ...NO_FACTS, durationMs: durationMs > 0 ? durationMs : null, edits };
};
