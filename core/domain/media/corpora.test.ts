// Files of strangers: broken, hostile and talkative ones. What is kept of them decodes as before and tells nothing more.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileTypeFromBuffer } from "file-type";
import { describe, expect, it } from "vitest";
import { MediaType } from "#core/protocol/media.ts";
import { sourceOf } from "./byte-source.ts";
import { applyEdits } from "./edits.ts";
import { inspect } from "./inspect.ts";

const CORPORA = process.env["CORPORA_DIR"] ?? path.join(import.meta.dirname, "../../../../shared/corpora");

type Expected = {
  readonly mime?: string | null;
  readonly width?: number;
  readonly height?: number;
  readonly orientation?: number | null;
  readonly make?: string | null;
  readonly openError?: string;
};

const filesOf = (corpus: string, list: string): (readonly [string, Expected])[] => {
  const file = path.join(CORPORA, corpus, list);
  if (!existsSync(file)) return [];
  return Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Expected>).filter(([name]) =>
    existsSync(path.join(CORPORA, corpus, name)),
  );
};

const read = (corpus: string, name: string): Uint8Array =>
  new Uint8Array(readFileSync(path.join(CORPORA, corpus, name)));

/** As the Worker does it, on the first megabyte. */
const typeOf = async (bytes: Uint8Array): Promise<MediaType | null> => {
  const found = await fileTypeFromBuffer(bytes.subarray(0, 1024 * 1024)).catch(() => undefined);
  return MediaType.safeParse(found?.mime.split(";")[0]).data ?? null;
};

const types = filesOf("media-types", "expected-file-type.json");
const hostile = filesOf("images-hostile", "expected-pillow.json");
const talkative = filesOf("images-exif", "expected-pillow.json");

describe.skipIf(types.length === 0)(`media-types: ${types.length} files (skipped where CORPORA_DIR has none)`, () => {
  it("M40 the type is what the bytes say, or none of ours", async () => {
    const wrong: string[] = [];
    let taken = 0;
    for (const [name, { mime }] of types) {
      const expected = MediaType.safeParse(mime?.split(";")[0]).data ?? null;
      const found = await typeOf(read("media-types", name));
      if (found !== null) taken++;
      if (found !== expected) wrong.push(`${name}: ${found} for ${mime}`);
    }
    // oxlint-disable-next-line no-console -- the figure is what the test is for
    console.log(
      `media-types: ${types.length} files, ${taken} taken, ${types.length - taken} refused, ${wrong.length} wrong`,
    );
    expect(wrong).toEqual([]);
    expect(taken).toBeGreaterThan(60);
  });

  it("M41 what is left of a file is of the same type, and cleaning it again changes nothing", async () => {
    const wrong: string[] = [];
    for (const [name] of types) {
      const bytes = read("media-types", name);
      const type = await typeOf(bytes);
      const facts = type === null ? null : await inspect(type, sourceOf(bytes));
      if (type === null || facts === null || !facts.ok) continue;
      const left = applyEdits(bytes, facts.value.edits);
      const again = await inspect(type, sourceOf(left));
      const isSettled = again.ok && Buffer.compare(applyEdits(left, again.value.edits), left) === 0;
      if (!isSettled || (await typeOf(left)) !== type) wrong.push(name);
    }
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(hostile.length === 0)(
  `images-hostile: ${hostile.length} files (skipped where CORPORA_DIR has none)`,
  () => {
    it("M42 none stalls; bombs are refused before anything is decoded; what is no picture of ours is not taken", async () => {
      const slow: string[] = [];
      const taken: string[] = [];
      const large: string[] = [];
      const most = { cpuMs: 0, bytes: 0 };
      let bombs = 0;
      let passed = 0;
      for (const [name, { openError }] of hostile) {
        const bytes = read("images-hostile", name);
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        const startedAt = process.cpuUsage();
        const type = await typeOf(bytes);
        const facts = type === null ? null : await inspect(type, sourceOf(bytes));
        const { user, system } = process.cpuUsage(startedAt);
        const now = process.memoryUsage();
        const cpuMs = (user + system) / 1000;
        const grownBytes = now.heapUsed + now.arrayBuffers - heapUsed - arrayBuffers;
        most.cpuMs = Math.max(most.cpuMs, cpuMs);
        most.bytes = Math.max(most.bytes, grownBytes);
        if (cpuMs > 200) slow.push(`${name}: ${cpuMs} ms`);
        if (grownBytes > 16 * 1024 * 1024 + 2 * bytes.length) large.push(`${name}: ${grownBytes} bytes`);
        if (facts?.ok) passed++;
        if (openError?.includes("Bomb")) bombs++;
        if (openError?.includes("Bomb") && facts?.ok) taken.push(name);
        if (name.endsWith(".svg") && type !== null) taken.push(name);
      }
      // oxlint-disable-next-line no-console -- the figure is what the test is for
      console.log(
        `images-hostile: ${hostile.length} files, ${passed} pass on to the image service, ${bombs} bombs, of which ${taken.length} pass;` +
          ` at most ${most.cpuMs.toFixed(1)} ms CPU and ${(most.bytes / 1024 / 1024).toFixed(1)} MB for one`,
      );
      expect({ slow, taken, large }).toEqual({ slow: [], taken: [], large: [] });
    });
  },
);

describe.skipIf(talkative.length === 0)(
  `images-exif: ${talkative.length} files (skipped where CORPORA_DIR has none)`,
  () => {
    it("M43 no position, maker, model or XMP is left, and the shown size follows the orientation", async () => {
      const wrong: string[] = [];
      let cleaned = 0;
      for (const [name, { width, height, orientation, make }] of talkative) {
        const bytes = read("images-exif", name);
        const type = await typeOf(bytes);
        const facts = type === null ? null : await inspect(type, sourceOf(bytes));
        if (type === null || facts === null || !facts.ok) continue;
        cleaned++;
        const left = Buffer.from(applyEdits(bytes, facts.value.edits)).toString("latin1");
        const told = ["ns.adobe.com", "xmpmeta", "GPS", ...(make?.trim() ? [make.trim()] : [])];
        for (const word of told) if (left.includes(word)) wrong.push(`${name}: ${word}`);
        const turned = (orientation ?? 1) >= 5;
        const shown = [facts.value.width, facts.value.height];
        if (`${shown}` !== `${turned ? [height, width] : [width, height]}`) wrong.push(`${name}: ${shown}`);
      }
      // oxlint-disable-next-line no-console -- the figure is what the test is for
      console.log(
        `images-exif: ${talkative.length} files, ${cleaned} cleaned, ${wrong.length} keep a position, maker, model or XMP or are shown wrong`,
      );
      expect(wrong).toEqual([]);
      expect(cleaned).toBeGreaterThan(20);
    });
  },
);
