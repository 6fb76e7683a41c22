// One upload from the file to the checked medium: digest, announcement, bytes whole or in parallel parts, the check.
// Everything it learns is kept as it learns it, so that another page load goes on where this one stopped.
import { afterMs } from "#web/lib/background-timer.ts";
import { isApiError } from "#web/lib/http.ts";
import type { StoredUpload } from "#web/lib/outbox-database.ts";
import { digestOf, digestOfPart } from "./digest.ts";
import { announce, completeUpload, type MediaView, readUpload, type UploadPlan } from "./media-api.ts";
import { sendPoster } from "./poster.ts";
import { putBytes } from "./put-bytes.ts";
import { type Doing, isPassing, missingParts, partBytesOf, waitMs } from "./upload-progress.ts";

export type Run = {
  readonly file: Blob | null;
  /** What is known of it now. */
  readonly get: () => StoredUpload;
  readonly save: (change: Partial<StoredUpload>) => Promise<void>;
  readonly tell: (doing: Doing) => void;
  readonly signal: AbortSignal;
};

const PARTS_AT_ONCE = 3;
const FIRST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 4_000;

/** Sooner, when the network comes back. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      stop();
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const stop = afterMs(ms, done);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });

const announced = async (run: Run, sha256: string): Promise<{ media: MediaView; upload: UploadPlan }> => {
  const { id, attempt, name, bytes, conversation, durationMs, waveform } = run.get();
  const told = await announce(
    {
      name,
      bytes,
      sha256,
      ...(conversation === null ? {} : { temporary: true }),
      ...(durationMs === null ? {} : { durationMs }),
      ...(waveform === null ? {} : { waveform: [...waveform] }),
    },
    `${id}.${attempt}`,
  );
  await run.save({ mediaId: told.media.id });
  return told;
};

const sendParts = async (
  run: Run,
  file: Blob,
  id: string,
  { partBytes, parts }: UploadPlan,
  here: readonly number[],
) => {
  const size = partBytes ?? file.size;
  const missing = [...missingParts(parts, here)];
  const inFlight = new Map<number, number>();
  let arrived = here.reduce((sum, part) => sum + partBytesOf(part, size, file.size), 0);
  const tell = () =>
    run.tell({ phase: "sending", doneBytes: arrived + [...inFlight.values()].reduce((sum, sent) => sum + sent, 0) });
  const halt = new AbortController();
  const signal = AbortSignal.any([run.signal, halt.signal]);
  const sender = async () => {
    for (let part = missing.shift(); part !== undefined; part = missing.shift()) {
      const number = part;
      const bytes = file.slice((number - 1) * size, number * size);
      await putBytes({
        path: `/media/${id}/parts/${number}`,
        bytes,
        headers: { "x-part-sha256": await digestOfPart(bytes) },
        signal,
        onSent: (sent) => {
          inFlight.set(number, sent);
          tell();
        },
      });
      inFlight.delete(number);
      arrived += bytes.size;
      tell();
    }
  };
  tell();
  try {
    await Promise.all(Array.from({ length: Math.min(PARTS_AT_ONCE, missing.length) }, sender));
  } catch (error) {
    halt.abort();
    throw error;
  }
};

const checked = async (run: Run, id: string): Promise<MediaView> => {
  run.tell({ phase: "checking", doneBytes: run.get().bytes });
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(LONGEST_LOOK_MS, wait * 1.5)) {
    const { media } = await readUpload(id);
    if (media.status === "ready" || media.status === "refused") return media;
    await pause(wait, run.signal);
    run.signal.throwIfAborted();
  }
};

const once = async (run: Run): Promise<void> => {
  const { file } = run;
  const { mediaId } = run.get();
  let known: { media: MediaView; upload: UploadPlan; received?: readonly number[] } | null = null;
  if (mediaId !== null) {
    known = await readUpload(mediaId).catch((error: unknown) => {
      if (!isApiError(error, "not_found")) throw error;
      return null;
    });
    if (known === null) await run.save({ mediaId: null, attempt: run.get().attempt + 1 });
  }
  if (known === null || known.media.status === "uploading") {
    // Somebody else's turn: the person is asked for the file.
    if (file === null) return;
    let { sha256 } = run.get();
    if (sha256 === null) {
      run.tell({ phase: "reading", doneBytes: 0 });
      sha256 = await digestOf(file, (doneBytes) => run.tell({ phase: "reading", doneBytes }), run.signal);
      await run.save({ sha256 });
    }
    known ??= await announced(run, sha256);
    run.signal.throwIfAborted();
    const { media, upload, received = [] } = known;
    if (upload.partBytes === null) {
      const onSent = (doneBytes: number) => run.tell({ phase: "sending", doneBytes });
      onSent(0);
      await putBytes({ path: `/media/${media.id}/content`, bytes: file, signal: run.signal, onSent });
    } else {
      await sendParts(run, file, media.id, upload, received);
      await completeUpload(media.id);
    }
  }
  const media = await checked(run, known.media.id);
  if (media.status === "refused") return run.save({ fault: media.reason ?? "failed" });
  await run.save({ media: file === null ? media : await sendPoster(media, file) });
};

const codeOf = (error: unknown): string =>
  isApiError(error)
    ? error.code
    : error instanceof Error && error.name === "UnreadableFile"
      ? "file_changed"
      : "failed";

/** Resolves when it is up, cannot be, needs its file, or was stopped. */
export const runUpload = async (run: Run): Promise<void> => {
  for (let failures = 1; !run.signal.aborted; failures++) {
    try {
      return await once(run);
    } catch (error) {
      if (run.signal.aborted) return;
      const code = codeOf(error);
      if (!isPassing(code)) return run.save({ fault: code });
      run.tell({ phase: "waiting", doneBytes: 0 });
      await pause(waitMs(failures, isApiError(error) ? error.retryAfterMs : null), run.signal);
    }
  }
};
