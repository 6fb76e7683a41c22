// ISO base media files (ISO/IEC 14496-12): a walk over boxes, wherever their lengths lead and no further.
import { asciiOf, type ByteReader, bytesOf, DamagedFile } from "./byte-source.ts";
import { blank, type Edit } from "./edits.ts";

export type Box = {
  readonly type: string;
  readonly at: number;
  /** Where its content begins, behind length and type. */
  readonly body: number;
  readonly end: number;
};

export async function* boxesIn(reader: ByteReader, from: number, to: number): AsyncGenerator<Box> {
  for (let at = from; at + 8 <= to;) {
    const head = await reader.view(at, 8);
    const type = asciiOf(new Uint8Array(head.buffer, head.byteOffset + 4, 4));
    const short = head.getUint32(0);
    // The generator's view is gone after the next read.
    let body = at + 8;
    let end = short === 0 ? to : at + short;
    if (short === 1) {
      const length = (await reader.view(at + 8, 8)).getBigUint64(0);
      body = at + 16;
      end = at + Number(length);
    }
    if (end < body || end > to) throw new DamagedFile(`the box ${type} ends too soon`);
    yield { type, at, body, end };
    at = end;
  }
}

export const boxIn = async (reader: ByteReader, parent: Box, ...path: readonly string[]): Promise<Box | null> => {
  let box: Box | null = parent;
  for (const type of path) {
    const inside: Box | null = box;
    if (inside === null) return null;
    box = null;
    for await (const child of boxesIn(reader, inside.body, inside.end)) {
      if (child.type !== type) continue;
      box = child;
      break;
    }
  }
  return box;
};

/** It stays as long as it was, so that nothing behind it moves: offsets elsewhere in the file go on being right. */
export const freed = ({ at, body, end }: Box): Edit[] => [
  { at: at + 4, remove: 4, insert: bytesOf("free"), zeros: 0 },
  blank(body, end - body),
];
