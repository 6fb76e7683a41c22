// The digest of a file, read by a worker of its own: a gigabyte must not hold the page.
import { ownScript } from "#web/lib/trusted-urls.ts";
// The address of a worker, which exports nothing.
// oxlint-disable-next-line import/default
import digestScript from "./digest.worker.ts?worker&url";

export type Digested = { readonly readBytes: number } | { readonly sha256: string } | { readonly isUnreadable: true };

/** The file was moved, changed or removed on its disk since it was chosen. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

const listen = (worker: Worker, onRead: (bytes: number) => void, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const stop = () => reject(new DOMException("stopped", "AbortError"));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop);
    worker.addEventListener("error", () => reject(new UnreadableFile()));
    worker.addEventListener("message", ({ data }: MessageEvent<Digested>) => {
      if ("sha256" in data) resolve(data.sha256);
      else if ("readBytes" in data) onRead(data.readBytes);
      else reject(new UnreadableFile());
    });
  });

/** Lower-case hex. */
export const digestOf = async (file: Blob, onRead: (bytes: number) => void, signal: AbortSignal): Promise<string> => {
  const worker = new Worker(ownScript(digestScript), { type: "module", name: "digest" });
  try {
    const digested = listen(worker, onRead, signal);
    worker.postMessage(file);
    return await digested;
  } finally {
    worker.terminate();
  }
};

export const digestOfPart = async (part: Blob): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", await part.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
