// One file on its way into the library, to become a slide; resolves when it has been checked.
import { accessToken } from "#web/lib/access.ts";
import { api } from "#web/lib/api.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { ApiError } from "#web/lib/http.ts";

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

const put = async (path: string, bytes: Blob, signal: AbortSignal): Promise<void> => {
  const token = await accessToken();
  const response = await fetch(`/api/v1${path}`, {
    method: "PUT",
    body: bytes,
    signal,
    headers: {
      "content-type": "application/octet-stream",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  if (response.ok) return;
  const { code = "unreadable" } = (await response.json().catch(() => ({}))) as { code?: ApiError["code"] };
  throw new ApiError(code, response.status);
};

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** `once`: a repeated start of the same upload announces it once. */
export const uploadSlide = async (
  file: Blob,
  name: string,
  once: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<string> => {
  const sha256 = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const { media, upload } = await api("post", "/media", { body: { name, bytes: file.size, sha256 }, once, signal });
  const { id } = media;
  if (upload.partBytes === null) await put(`/media/${id}/content`, file, signal);
  else {
    for (let part = 0; part < upload.parts; part++) {
      const bytes = file.slice(part * upload.partBytes, (part + 1) * upload.partBytes);
      await put(`/media/${id}/parts/${part + 1}`, bytes, signal);
      onProgress(((part + 1) / upload.parts) * 0.9);
    }
    await api("post", "/media/{id}/complete", { path: { id } });
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
