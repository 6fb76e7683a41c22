// One file on its way into the library, to become a slide; resolves when it has been checked.
import { api } from "#web/lib/api.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { digestOf } from "#web/features/media/digest.ts";
import { completeUpload } from "#web/features/media/media-api.ts";
import { putBytes } from "#web/features/media/put-bytes.ts";

export class Refused extends Error {
  override readonly name = "Refused";
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

const FIRST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 3_000;

/** `once`: a repeated start of the same upload announces it once. */
export const uploadSlide = async (
  file: Blob,
  name: string,
  once: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<string> => {
  const sha256 = await digestOf(file, () => undefined, signal);
  const { media, upload } = await api("post", "/media", { body: { name, bytes: file.size, sha256 }, once, signal });
  const { id } = media;
  const put = (path: string, bytes: Blob) =>
    putBytes({ path: `/media/${id}/${path}`, bytes, signal, onSent: () => undefined });
  if (upload.partBytes === null) await put("content", file);
  else {
    for (let part = 0; part < upload.parts; part++) {
      const bytes = file.slice(part * upload.partBytes, (part + 1) * upload.partBytes);
      await put(`parts/${part + 1}`, bytes);
      onProgress(((part + 1) / upload.parts) * 0.9);
    }
    await completeUpload(id);
  }
  onProgress(0.9);
  for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(LONGEST_LOOK_MS, waitMs * 1.5)) {
    const { media: now } = await api("get", "/media/{id}", { path: { id }, signal });
    if (now.status === "ready" && now.kind !== "document" && now.kind !== "sealed") return id;
    if (now.status === "refused" || now.status === "ready") throw new Refused(now.reason ?? "not_a_slide");
    await new Promise<void>((resolve) => void afterMs(waitMs, resolve));
    signal.throwIfAborted();
  }
};
