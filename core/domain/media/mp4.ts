// MP4 and M4A: size and duration of what plays; tags, dates and tracks of data (positions, above all) are blanked.
import { asciiOf, type ByteReader, DamagedFile } from "./byte-source.ts";
import { type Box, boxesIn, boxIn, freed } from "./boxes.ts";
import { blank, type Edit } from "./edits.ts";
import { type Facts, NO_FACTS } from "./facts.ts";

const TAGS = new Set(["udta", "meta", "uuid"]);
/** What is seen, heard or read while it plays. Any other track is data about the recording. */
const PLAYED = new Set(["vide", "soun", "text", "sbtl", "subt", "clcp"]);
/** Parts of one track of data that are blanked one by one; beyond it the file is refused rather than half cleaned. */
const MAX_DATA_CHUNKS = 50_000;

const isLong = async (reader: ByteReader, box: Box): Promise<boolean> => (await reader.bytes(box.body, 1))[0] === 1;

/** Creation and modification, behind version and flags. */
const dateless = async (reader: ByteReader, box: Box): Promise<Edit> =>
  blank(box.body + 4, (await isLong(reader, box)) ? 16 : 8);

const durationOf = async (reader: ByteReader, box: Box): Promise<number | null> => {
  const long = await isLong(reader, box);
  const view = await reader.view(box.body + (long ? 20 : 12), long ? 12 : 8);
  const scale = view.getUint32(0);
  const units = long ? Number(view.getBigUint64(4)) : view.getUint32(4);
  return scale === 0 || units === 0 || units >= 0xffffffff ? null : Math.round((units / scale) * 1000);
};

const sizeOf = async (reader: ByteReader, header: Box) => {
  const long = await isLong(reader, header);
  const view = await reader.view(header.body + (long ? 52 : 40), 44);
  // The matrix is a quarter turn where its diagonal is empty.
  const isTurned = view.getInt32(0) === 0 && view.getInt32(4) !== 0;
  const width = view.getUint32(36) >>> 16;
  const height = view.getUint32(40) >>> 16;
  return isTurned ? { width: height, height: width } : { width, height };
};

const numbersOf = async (
  reader: ByteReader,
  box: Box | null,
  head: number,
  width: number,
): Promise<DataView | null> => {
  if (box === null) return null;
  const count = (await reader.view(box.body + head, 4)).getUint32(0);
  if (count > MAX_DATA_CHUNKS) throw new DamagedFile("too many parts");
  const bytes = (await reader.bytes(box.body + head + 4, count * width)).slice();
  return new DataView(bytes.buffer);
};

/** The samples of a track that is not played, where they lie among the others (§8.6, §8.7). */
const samplesOf = async (reader: ByteReader, track: Box): Promise<Edit[]> => {
  const table = await boxIn(reader, track, "mdia", "minf", "stbl");
  if (table === null) return [];
  const wide = await boxIn(reader, table, "co64");
  const offsets = await numbersOf(reader, wide ?? (await boxIn(reader, table, "stco")), 4, wide === null ? 4 : 8);
  const runs = await numbersOf(reader, await boxIn(reader, table, "stsc"), 4, 12);
  const sizes = await boxIn(reader, table, "stsz");
  if (offsets === null || runs === null || sizes === null) return [];
  const fixed = (await reader.view(sizes.body + 4, 4)).getUint32(0);
  const each = fixed === 0 ? await numbersOf(reader, sizes, 8, 4) : null;
  const edits: Edit[] = [];
  let sample = 0;
  let run = 0;
  const chunks = offsets.byteLength / (wide === null ? 4 : 8);
  for (let chunk = 0; chunk < chunks; chunk++) {
    while ((run + 1) * 12 < runs.byteLength && runs.getUint32((run + 1) * 12) <= chunk + 1) run++;
    const samples = run * 12 < runs.byteLength ? runs.getUint32(run * 12 + 4) : 0;
    if (samples > MAX_DATA_CHUNKS) throw new DamagedFile("too many parts");
    let length = fixed * samples;
    if (each !== null) {
      for (let index = 0; index < samples && sample * 4 < each.byteLength; index++)
        length += each.getUint32(sample++ * 4);
    }
    const at = wide === null ? offsets.getUint32(chunk * 4) : Number(offsets.getBigUint64(chunk * 8));
    if (at + length > reader.size) throw new DamagedFile("a sample beyond the end");
    if (length > 0) edits.push(blank(at, length));
  }
  return edits;
};

type Track = { readonly width: number; readonly height: number; readonly isPicture: boolean; readonly edits: Edit[] };

const inspectTrack = async (reader: ByteReader, track: Box): Promise<Track> => {
  const handler = await boxIn(reader, track, "mdia", "hdlr");
  const kind = handler === null ? "" : asciiOf((await reader.bytes(handler.body + 8, 4)).slice());
  if (!PLAYED.has(kind)) {
    return { width: 0, height: 0, isPicture: false, edits: [...(await samplesOf(reader, track)), ...freed(track)] };
  }
  const edits: Edit[] = [];
  let size = { width: 0, height: 0 };
  for await (const box of boxesIn(reader, track.body, track.end)) {
    if (box.type === "tkhd") {
      size = await sizeOf(reader, box);
      edits.push(await dateless(reader, box));
    } else if (TAGS.has(box.type)) edits.push(...freed(box));
    else if (box.type === "mdia") {
      const header = await boxIn(reader, box, "mdhd");
      if (header !== null) edits.push(await dateless(reader, header));
    }
  }
  return { ...size, isPicture: kind === "vide", edits };
};

const fragmentMs = async (reader: ByteReader, movie: Box): Promise<number | null> => {
  const fragments = await boxIn(reader, movie, "mvex", "mehd");
  const header = await boxIn(reader, movie, "mvhd");
  if (fragments === null || header === null) return null;
  const long = await isLong(reader, fragments);
  const length = await reader.view(fragments.body + 4, long ? 8 : 4);
  const units = long ? Number(length.getBigUint64(0)) : length.getUint32(0);
  const scale = (await reader.view(header.body + ((await isLong(reader, header)) ? 20 : 12), 4)).getUint32(0);
  return scale === 0 ? null : Math.round((units / scale) * 1000);
};

export const inspectMp4 = async (reader: ByteReader): Promise<Facts> => {
  const edits: Edit[] = [];
  let picture: { width: number; height: number } | null = null;
  let durationMs: number | null = null;
  let hasMovie = false;
  for await (const box of boxesIn(reader, 0, reader.size)) {
    if (TAGS.has(box.type)) edits.push(...freed(box));
    if (box.type === "moof") {
      for await (const part of boxesIn(reader, box.body, box.end)) if (TAGS.has(part.type)) edits.push(...freed(part));
    }
    if (box.type !== "moov") continue;
    hasMovie = true;
    for await (const part of boxesIn(reader, box.body, box.end)) {
      if (TAGS.has(part.type)) edits.push(...freed(part));
      else if (part.type === "mvhd") {
        durationMs ??= await durationOf(reader, part);
        edits.push(await dateless(reader, part));
      } else if (part.type === "trak") {
        const track = await inspectTrack(reader, part);
        edits.push(...track.edits);
        if (track.isPicture && track.width > 0 && track.height > 0) {
          picture ??= { width: track.width, height: track.height };
        }
      }
    }
    durationMs ??= await fragmentMs(reader, box);
  }
  if (!hasMovie) throw new DamagedFile("nothing that says what plays");
  return { ...NO_FACTS, width: picture?.width ?? null, height: picture?.height ?? null, durationMs, edits };
};
