// Pixels as a PNG: the one format that is written in a few lines.
import { crc32 } from "#core/domain/media/crc32.ts";

export const pngChunk = (type: string, data: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
};

type Size = { readonly width: number; readonly height: number };

const bytesOf = async (parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await new Blob(parts.map((part) => new Uint8Array(part))).arrayBuffer());

/** `lines`: a filter byte and RGB for each line. `more` stands between the header and the pixels; `said` is what the header says. */
export const writePng = async (
  lines: Uint8Array<ArrayBuffer>,
  said: Size,
  more: readonly Uint8Array[] = [],
): Promise<Uint8Array<ArrayBuffer>> => {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, said.width);
  view.setUint32(4, said.height);
  header.set([8, 2, 0, 0, 0], 8);
  const packed = new Blob([lines]).stream().pipeThrough(new CompressionStream("deflate"));
  const pixels = new Uint8Array(await new Response(packed).arrayBuffer());
  return bytesOf([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    pngChunk("IHDR", header),
    ...more,
    pngChunk("IDAT", pixels),
    pngChunk("IEND", new Uint8Array(0)),
  ]);
};
