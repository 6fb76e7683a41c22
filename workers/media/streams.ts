// Bytes on their way: counted, digested and edited while they pass, never gathered.
import { Editor, type Edit } from "#core/domain/media/edits.ts";

export const hexOf = (digest: ArrayBuffer): string =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");

export const sha256Hex = async (bytes: Uint8Array): Promise<string> =>
  hexOf(await crypto.subtle.digest("SHA-256", bytes));

/** Of all of it; the runtime reads and digests, nothing passes through here. */
export const digestOf = async (body: ReadableStream<Uint8Array>): Promise<string> => {
  const hash = new crypto.DigestStream("SHA-256");
  await body.pipeTo(hash);
  return hexOf(await hash.digest);
};

type Digesting = { readonly through: TransformStream<Uint8Array, Uint8Array>; readonly digest: Promise<string> };

/** Passes everything on and knows its SHA-256 at the end. */
export const digesting = (): Digesting => {
  const hash = new crypto.DigestStream("SHA-256");
  const writer = hash.getWriter();
  const through = new TransformStream<Uint8Array, Uint8Array>({
    transform: async (chunk, controller) => {
      await writer.write(chunk);
      controller.enqueue(chunk);
    },
    flush: () => writer.close(),
  });
  const digest = hash.digest.then(hexOf);
  // A stream that broke off has no digest; whoever reads the stream hears of it.
  digest.catch(() => undefined);
  return { through, digest };
};

export const editing = (edits: readonly Edit[]): TransformStream<Uint8Array, Uint8Array> => {
  const editor = new Editor(edits);
  return new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      for (const part of editor.push(chunk)) controller.enqueue(part);
    },
    flush: (controller) => {
      for (const part of editor.end()) controller.enqueue(part);
    },
  });
};

export type Sent<T> = { readonly ok: true; readonly value: T; readonly sha256: string } | { readonly ok: false };

/** True where exactly `bytes` bytes went through; false where the source had more or fewer, or broke off. */
const pump = async (
  body: ReadableStream<Uint8Array>,
  bytes: number,
  targets: readonly WritableStreamDefaultWriter<Uint8Array>[],
): Promise<boolean> => {
  const reader = body.getReader();
  let seen = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || value === undefined) break;
    seen += value.byteLength;
    if (seen > bytes) break;
    // A target that takes nothing more says so itself; the source is not to blame.
    for (const target of targets) await target.write(value).catch(() => undefined);
  }
  await reader.cancel().catch(() => undefined);
  const isWhole = seen === bytes;
  for (const target of targets) {
    await (isWhole ? target.close() : target.abort("not as announced")).catch(() => undefined);
  }
  return isWhole;
};

/**
 * Sends exactly `bytes` bytes of `body` to `store`; not ok where there are more or fewer, or they broke off on the way.
 * What `store` itself cannot do is thrown.
 */
export const sendExactly = async <T>(
  body: ReadableStream<Uint8Array>,
  bytes: number,
  store: (exact: ReadableStream<Uint8Array>) => Promise<T>,
): Promise<Sent<T>> => {
  const { readable, writable } = new FixedLengthStream(bytes);
  const hash = new crypto.DigestStream("SHA-256");
  const digest = hash.digest.then(hexOf);
  digest.catch(() => undefined);
  const stored = store(readable).catch(async (error: unknown) => {
    // Else the bytes would wait for somebody to take them.
    await readable.cancel(error).catch(() => undefined);
    return Promise.reject(error);
  });
  stored.catch(() => undefined);
  const isWhole = await pump(body, bytes, [writable.getWriter(), hash.getWriter()]);
  if (!isWhole) {
    await stored.catch(() => undefined);
    return { ok: false };
  }
  const value = await stored.catch((cause: unknown) => {
    // The caller is told to come back: nothing was wrong with what they sent.
    throw Object.assign(new Error("the bucket took nothing", { cause }), { retryable: true });
  });
  return { ok: true, value, sha256: await digest };
};
