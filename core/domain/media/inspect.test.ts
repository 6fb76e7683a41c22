// The rules of looking at files, on files made by hand.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MediaType } from "#core/protocol/media.ts";
import { parseByteRange } from "./byte-range.ts";
import { bytesOf, sourceOf } from "./byte-source.ts";
import { applyEdits, blank, cut, type Edit, Editor, editedSize, patch, put, settleEdits } from "./edits.ts";
import { orientationExif, orientationTiff, readOrientation } from "./exif.ts";
import { inspect } from "./inspect.ts";

const TYPES: readonly MediaType[] = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
  "image/avif",
  "video/mp4",
  "video/webm",
  "audio/mpeg",
  "audio/ogg",
  "audio/wav",
];

const box = (type: string, ...parts: readonly (Uint8Array | string)[]): Uint8Array => {
  const body = parts.flatMap((part) => [...(typeof part === "string" ? bytesOf(part) : part)]);
  const bytes = new Uint8Array(body.length + 8);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(bytesOf(type), 4);
  bytes.set(body, 8);
  return bytes;
};
const words = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 4);
  for (const [index, value] of values.entries()) new DataView(bytes.buffer).setUint32(index * 4, value);
  return bytes;
};
const table = (type: string, ...values: number[]) => box(type, words(0, ...values));
const track = (handler: string, offset: number) =>
  box(
    "trak",
    box("tkhd", words(0, 77, 78, 1, 0, 500), new Uint8Array(60)),
    box(
      "mdia",
      box("hdlr", words(0, 0), handler, new Uint8Array(12)),
      box("minf", box("stbl", table("stco", 1, offset), table("stsc", 1, 1, 1, 1), table("stsz", 0, 1, 8))),
    ),
  );
const makeFilm = (soundAt: number, placeAt: number) => {
  const movie = box(
    "moov",
    box("mvhd", words(0, 11, 12, 1000, 2500), new Uint8Array(80)),
    track("soun", soundAt),
    track("meta", placeAt),
    box("udta", "made by Ada"),
  );
  return [box("ftyp", "isom"), movie, box("mdat", "SOUNDSND", "52N 13E.")].flatMap((part) => [...part]);
};
const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

describe("edits", () => {
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.tuple(fc.nat(60), fc.nat(20)).map(([at, remove]) => cut(at, remove)),
    fc.tuple(fc.nat(60), fc.uint8Array({ maxLength: 9 })).map(([at, bytes]) => put(at, bytes)),
    fc.tuple(fc.nat(60), fc.uint8Array({ maxLength: 9 })).map(([at, bytes]) => patch(at, bytes)),
    fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 9 })).map(([at, length]) => blank(at, length)),
  );

  it("M44 give the same result however the file is cut into pieces on its way", () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 30 })), (wanted, cuts) => {
        const file = Uint8Array.from({ length: 100 }, (_, index) => index);
        const edits = settleEdits(wanted);
        const editor = new Editor(edits);
        const out: number[] = [];
        let at = 0;
        for (const length of [...cuts, 1000]) {
          for (const part of editor.push(file.subarray(at, at + length))) out.push(...part);
          at += length;
        }
        for (const part of editor.end()) out.push(...part);
        expect(out).toEqual([...applyEdits(file, edits)]);
        expect(out.length).toBe(editedSize(file.length, edits));
      }),
    );
  });
});

describe("hostile bytes", () => {
  it("M45 any bytes of any type are answered: facts or a refusal, never an error and never without end", async () => {
    const headed = fc.tuple(
      fc.constantFrom(
        "",
        "\xff\xd8\xff\xe1\x00\x10",
        "GIF89a\x01\0\x01\0\0\0\0",
        "RIFF\x40\0\0\0WEBPVP8X",
        "OggS\0\x02",
        "\0\0\0\x10ftypavif\0\0\0\0\0\0\0\x40moov",
        "\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff",
        "ID3\x04\0\0\0\0\0\0",
      ),
      fc.uint8Array({ maxLength: 200 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TYPES), headed, async (type, [head, rest]) => {
        const answer = await inspect(type, sourceOf(Uint8Array.from([...bytesOf(head), ...rest])));
        expect(typeof answer.ok).toBe("boolean");
      }),
      { numRuns: 400 },
    );
  });
});

describe("films", () => {
  it("M46 a track of positions is blanked, with its samples; what plays stays where it is", async () => {
    const length = makeFilm(0, 0).length;
    const file = Uint8Array.from(makeFilm(length - 16, length - 8));
    const facts = await inspect("video/mp4", sourceOf(file));
    if (!facts.ok) throw new Error(facts.error);
    expect(facts.value).toMatchObject({ durationMs: 2500, width: null });
    const left = applyEdits(file, facts.value.edits);
    expect(left.length).toBe(file.length);
    expect(textOf(left.slice(-16))).toBe("SOUNDSND" + "\0".repeat(8));
    expect(textOf(left)).not.toMatch(/Ada|52N/);
    const dates = new DataView(left.buffer).getUint32(left.indexOf(0x76, 20) + 7);
    expect(dates).toBe(0);
  });
});

describe("small things", () => {
  it("M47 orientation is read in either byte order, and nonsense is none", () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      expect(readOrientation(orientationTiff(orientation))).toBe(orientation);
      expect(readOrientation(orientationExif(orientation))).toBe(orientation);
    }
    const little = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0);
    expect(readOrientation(little)).toBe(6);
    expect(readOrientation(orientationTiff(9))).toBe(1);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => readOrientation(bytes) > 0));
  });

  it("M48 a byte range is within the file, the whole, or unsatisfiable", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^bytes=\d{0,4}-\d{0,4}$/)),
        fc.integer({ min: 1, max: 999 }),
        (header, size) => {
          const range = parseByteRange(header, size);
          if (typeof range === "string") return;
          expect(range.from >= 0 && range.length > 0 && range.from + range.length <= size).toBe(true);
        },
      ),
    );
    expect(parseByteRange("bytes=5-", 5)).toBe("unsatisfiable");
    expect(parseByteRange("bytes=-0", 5)).toBe("unsatisfiable");
    expect(parseByteRange(null, 5)).toBe("whole");
  });
});
