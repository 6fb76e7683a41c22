// For tests: files made by hand, an application whose queue is worked off when asked, and a bucket that can be made to fail.
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { MediaJob } from "#core/protocol/jobs.ts";
import type { MediaView, SignedUrl, UploadPlan } from "#core/protocol/media.ts";
import { createApp } from "../api/index.ts";
import { type Client, openTestApp, ORIGIN } from "../api/test-client.ts";
import type { Deps } from "../deps.ts";
import { buryMedia, consumeMedia } from "../queues/media.ts";
import { pngChunk, writePng } from "../seed/png.ts";
import { sha256Hex } from "./streams.ts";

/** `target` as it is, but that operations named in `broken` fail. */
const breakable = <T extends object>(target: T, broken: ReadonlySet<string>): T =>
  new Proxy(target, {
    get: (real, name) => {
      const value: unknown = Reflect.get(real, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (broken.has(String(name))) return Promise.reject(new Error(`the bucket does not ${String(name)}`));
        const answer: unknown = value.apply(real, args);
        return name === "resumeMultipartUpload" ? breakable(answer as object, broken) : answer;
      };
    },
  });

const announce = async (by: Client, bytes: Uint8Array, more: object = {}) =>
  by.send<{ media: MediaView; upload: UploadPlan }>("POST", "/media", {
    name: "a file.bin",
    bytes: bytes.length,
    sha256: await sha256Hex(bytes),
    ...more,
  });

const look = async (by: Client, id: string): Promise<MediaView> =>
  (await by.send<{ media: MediaView }>("GET", `/media/${id}`)).body.media;

const urlOf = async (by: Client, id: string, variant = "original"): Promise<SignedUrl | undefined> => {
  const { body } = await by.send<{ items: SignedUrl[] }>("POST", "/media/urls", { items: [{ id, variant }] });
  return body.items[0];
};

export const openMediaApp = (change: Partial<Deps> = {}) => {
  const broken = new Set<string>();
  const bucket = breakable(env.MEDIA, broken);
  const jobs: MediaJob[] = [];
  const mediaQueue = { send: async (job: MediaJob) => void jobs.push(job) } as unknown as Queue<MediaJob>;
  const { client, clock, deps } = openTestApp({ media: bucket, mediaQueue, ...change });
  const app = createApp(() => deps);
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
    app.fetch(new Request(`${ORIGIN}${path}`, init), env, createExecutionContext());
  /** One delivery of everything that waits; says how each message was left. */
  const deliver = async (attempts = 1, bodies: readonly MediaJob[] = jobs.splice(0)) => {
    const messages = bodies.map((body) => ({ id: crypto.randomUUID(), timestamp: new Date(0), attempts, body }));
    const batch = createMessageBatch("lockstep-media", messages);
    await consumeMedia(deps, batch);
    const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
    return { acked: explicitAcks.length, retried: retryMessages.length };
  };
  /** Every delivery of it failed. */
  const bury = (bodies: readonly MediaJob[] = jobs.splice(0)): Promise<void> =>
    buryMedia(
      deps,
      createMessageBatch(
        "lockstep-media-dead",
        bodies.map((body) => ({ id: crypto.randomUUID(), timestamp: new Date(0), attempts: 1, body })),
      ),
    );
  const put = (by: Client, path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
    ask(`/api/v1${path}`, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream", authorization: `Bearer ${by.token}`, ...headers },
      body,
    });
  /** Announced, sent, and checked once. */
  const upload = async (by: Client, bytes: Uint8Array, more: object = {}): Promise<MediaView> => {
    const { id } = (await announce(by, bytes, more)).body.media;
    await put(by, `/media/${id}/content`, bytes);
    await deliver();
    return look(by, id);
  };
  return { client, clock, deps, jobs, broken, ask, put, announce, look, upload, deliver, bury, urlOf };
};
export type MediaApp = ReturnType<typeof openMediaApp>;

/** Everything of a file that is in the bucket. */
export const keysOf = async (id: string): Promise<string[]> =>
  (await env.MEDIA.list()).objects.map(({ key }) => key).filter((key) => key.includes(id));

const MAKE = new TextEncoder().encode("Software\0MakeCo ModelX");

/**
 * Red and yellow above, blue and cyan below, with a text that must not stay; `orientation` as EXIF has it. `announced` lies
 * about the size.
 */
export const makePng = async (
  width: number,
  height: number,
  { orientation = 1, announced = { width, height } } = {},
): Promise<Uint8Array> => {
  const lines = new Uint8Array(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      lines[at + (y * 2 < height ? 0 : 2)] = 255;
      if (x * 2 >= width) lines[at + 1] = 255;
    }
  }
  const exif = Uint8Array.of(
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    1,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  );
  const text = pngChunk("tEXt", MAKE);
  return writePng(lines, announced, orientation === 1 ? [text] : [text, pngChunk("eXIf", exif)]);
};

/** A second of nearly silent sound, eight bits, with a name in it. */
export const makeWave = (seconds = 1): Uint8Array => {
  const rate = 8_000;
  const list = new TextEncoder().encode("LIST\u0010\0\0\0INFOIART\u0004\0\0\0Ada\0");
  const bytes = new Uint8Array(44 + list.length + rate * seconds).fill(128);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("RIFF\0\0\0\0WAVEfmt \u0010\0\0\0\u0001\0\u0001\0"), 0);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  bytes.set([1, 0, 8, 0], 32);
  bytes.set(list, 36);
  bytes.set(new TextEncoder().encode("data"), 36 + list.length);
  view.setUint32(40 + list.length, rate * seconds, true);
  return bytes;
};

/** Bytes that are nothing known, different at every place. */
const element = (id: readonly number[], body: readonly number[]) => [...id, 0x80 | body.length, ...body];
const ascii = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));

/** As a browser records a voice: a film's container whose one track is sound. */
export const makeVoice = (): Uint8Array => {
  const header = element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], ascii("webm")));
  const track = [...element([0xd7], [1]), ...element([0x83], [2]), ...element([0x86], ascii("A_OPUS"))];
  const tracks = element([0x16, 0x54, 0xae, 0x6b], element([0xae], track));
  return Uint8Array.from([...header, ...element([0x18, 0x53, 0x80, 0x67], tracks)]);
};

export const makeNoise = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  const words = new Uint32Array(bytes.buffer, 0, length >> 2);
  for (let index = 0, value = 1; index < words.length; index++) {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0;
    words[index] = value;
  }
  return bytes;
};
