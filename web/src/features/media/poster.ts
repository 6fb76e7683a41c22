// A picture that stands for a film, taken from the film as this browser plays it. Where it cannot be taken there is none.
import { MAX_POSTER_BYTES } from "#core/protocol/media-limits.ts";
import { type MediaView, readUpload } from "./media-api.ts";
import { putBytes } from "./put-bytes.ts";

const WIDEST_PX = 1_280;
const PATIENCE_MS = 15_000;

const happened = (target: EventTarget, name: string, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    target.addEventListener(name, () => resolve(), { once: true, signal });
    target.addEventListener("error", () => reject(new Error("not playable here")), { once: true, signal });
    signal.addEventListener("abort", () => reject(new Error("it took too long")), { once: true });
  });

const frameOf = async (film: Blob): Promise<Blob | null> => {
  const video = document.createElement("video");
  const url = URL.createObjectURL(film);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    video.muted = true;
    video.preload = "auto";
    video.src = url;
    await happened(video, "loadeddata", signal);
    if (Number.isFinite(video.duration) && video.duration > 1) {
      video.currentTime = Math.min(3, video.duration / 10);
      await happened(video, "seeked", signal);
    }
    const scale = Math.min(1, WIDEST_PX / Math.max(video.videoWidth, video.videoHeight, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
    canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
    canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/webp", 0.85));
  } finally {
    video.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
};

/** The medium with its poster, or as it was. */
export const sendPoster = async (media: MediaView, film: Blob): Promise<MediaView> => {
  if (media.kind !== "video" || media.width === null || media.variants.includes("poster")) return media;
  try {
    const poster = await frameOf(film);
    if (poster === null || poster.size > MAX_POSTER_BYTES) return media;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    await putBytes({ path: `/media/${media.id}/poster`, bytes: poster, onSent: () => undefined, signal });
    return (await readUpload(media.id)).media;
  } catch {
    return media;
  }
};
