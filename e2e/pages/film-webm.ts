// A film with a length and an index, as encoders write them and browsers' recorders do not: frames from a page, in WebM.
import type { Page } from "playwright-core";
import type { GivenFile } from "./files.ts";

const [WIDTH, HEIGHT] = [320, 180];
/** Few, so that a long one is made in a moment. */
const FRAMES_PER_SECOND = 2;
const FRAME_MS = 1_000 / FRAMES_PER_SECOND;

/** A second of VP8 each, beginning with a whole picture: a bar that fills as the film goes on. */
const encodeSeconds = async (page: Page, seconds: number): Promise<readonly (readonly Buffer[])[]> => {
  const encoded = await page.evaluate(
    async ([width, height, count, rate]) => {
      const frames: string[] = [];
      const encoder = new VideoEncoder({
        output: (chunk) => {
          const bytes = new Uint8Array(chunk.byteLength);
          chunk.copyTo(bytes);
          frames.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
        },
        error: (fault) => {
          throw fault;
        },
      });
      encoder.configure({ codec: "vp8", width, height, bitrate: 200_000, framerate: rate });
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("no canvas");
      for (let index = 0; index < count; index++) {
        context.fillStyle = "#eef";
        context.fillRect(0, 0, width, height);
        context.fillStyle = "#247";
        context.fillRect(0, height / 3, (width * index) / count, height / 3);
        const frame = new VideoFrame(canvas, { timestamp: (index * 1_000_000) / rate });
        encoder.encode(frame, { keyFrame: index % rate === 0 });
        frame.close();
      }
      await encoder.flush();
      return frames;
    },
    [WIDTH, HEIGHT, seconds * FRAMES_PER_SECOND, FRAMES_PER_SECOND] as const,
  );
  const frames = encoded.map((base64) => Buffer.from(base64, "base64"));
  return Array.from({ length: seconds }, (_, second) =>
    frames.slice(second * FRAMES_PER_SECOND, (second + 1) * FRAMES_PER_SECOND),
  );
};

const uint = (value: number, bytes: 1 | 2 | 4 | 6): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};
const float = (value: number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return buffer;
};

/** An EBML element; every length in eight bytes, so that places are known before they are filled. */
const element = (id: string, ...parts: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  return Buffer.concat([Buffer.from(id, "hex"), Buffer.from([1]), Buffer.alloc(1), uint(body.length, 6), body]);
};

const clusterOf = (frames: readonly Buffer[], second: number): Buffer =>
  element(
    "1f43b675",
    element("e7", uint(second * 1_000, 4)),
    ...frames.map((frame, index) =>
      element("a3", Buffer.from([0x81]), uint(index * FRAME_MS, 2), Buffer.from([index === 0 ? 0x80 : 0]), frame),
    ),
  );

const cuesOf = (places: readonly number[]): Buffer =>
  element(
    "1c53bb6b",
    ...places.map((place, second) =>
      element(
        "bb",
        element("b3", uint(second * 1_000, 4)),
        element("b7", element("f7", uint(1, 1)), element("f1", uint(place, 6))),
      ),
    ),
  );

export const filmWebm = async (page: Page, seconds: number): Promise<GivenFile> => {
  const clusters = (await encodeSeconds(page, seconds)).map(clusterOf);
  const info = element(
    "1549a966",
    element("2ad7b1", uint(1_000_000, 4)),
    element("4489", float(seconds * 1_000)),
    element("4d80", "test"),
    element("5741", "test"),
  );
  const picture = element("e0", element("b0", uint(WIDTH, 2)), element("ba", uint(HEIGHT, 2)));
  const tracks = element(
    "1654ae6b",
    element(
      "ae",
      element("d7", uint(1, 1)),
      element("73c5", uint(1, 1)),
      element("83", uint(1, 1)),
      element("86", "V_VP8"),
      picture,
    ),
  );
  let place = info.length + tracks.length + cuesOf(clusters.map(() => 0)).length;
  const places = clusters.map(({ length }) => {
    const here = place;
    place += length;
    return here;
  });
  const head = element(
    "1a45dfa3",
    element("4286", uint(1, 1)),
    element("42f7", uint(1, 1)),
    element("42f2", uint(4, 1)),
    element("42f3", uint(8, 1)),
    element("4282", "webm"),
    element("4287", uint(4, 1)),
    element("4285", uint(2, 1)),
  );
  const buffer = Buffer.concat([head, element("18538067", info, tracks, cuesOf(places), ...clusters)]);
  return { name: "walk.webm", mimeType: "video/webm", buffer };
};
