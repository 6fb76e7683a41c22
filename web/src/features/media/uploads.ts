// Everything this person is uploading on this device, whichever page began it: what is kept, what runs here, what is told.
import { createStore, useStore } from "#web/lib/external-store.ts";
import type { StoredUpload, UnsentMessage } from "#web/lib/outbox-database.ts";
import { digestOf } from "./digest.ts";
import { deleteMedia } from "./media-api.ts";
import { type NewFile, newUpload } from "./new-upload.ts";
import { type Doing, type Upload, uploadOf } from "./upload-progress.ts";
import {
  changeUpload,
  dropUnsent,
  dropUpload,
  keepNewUpload,
  keepUnsent,
  type Kept,
  listKept,
} from "./upload-records.ts";
import { runUpload } from "./upload-run.ts";

export type Uploads = { readonly uploads: readonly Upload[]; readonly unsent: readonly UnsentMessage[] };

const AT_ONCE = 3;

let user: string | null = null;
const stored = new Map<string, StoredUpload>();
const messages = new Map<string, UnsentMessage>();
const files = new Map<string, Blob>();
/** Not on disk, because the browser keeps nothing. */
const pageOnly = new Set<string>();
const doing = new Map<string, Doing>();
const stops = new Map<string, AbortController>();
const readyListeners = new Set<() => void>();

const store = createStore<Uploads>({ uploads: [], unsent: [] });
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("lockstep.uploads") : null;

export const useUploads = (): Uploads => useStore(store);
export const currentUploads = (): Uploads => store.get();
/** Nothing else knows of it. */
export const livesWithThePage = (id: string): boolean => pageOnly.has(id);

/** Told whenever something may have become ready. */
export const onUploadsReady = (listener: () => void): (() => void) => {
  readyListeners.add(listener);
  return () => readyListeners.delete(listener);
};

const publish = () => {
  const uploads = [...stored.values()]
    .toSorted((one, other) => one.addedAt - other.addedAt || (one.id < other.id ? -1 : 1))
    .map((upload) => uploadOf(upload, doing.get(upload.id), files.has(upload.id) || upload.file !== null));
  store.set({ uploads, unsent: [...messages.values()].toSorted((one, other) => one.composedAt - other.composedAt) });
};
const changed = () => {
  publish();
  channel?.postMessage("changed");
  for (const listener of readyListeners) listener();
};

// Reads and writes of the disk one after the other; what is changed here while it is read is not undone by what was read.
let disk: Promise<unknown> = Promise.resolve();
let edits = 0;
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const done = disk.then(work);
  disk = done.catch(() => undefined);
  return done;
};
const onDisk = <T>(work: () => Promise<T>): Promise<T> => {
  edits += 1;
  return inTurn(work);
};

const change = async (id: string, what: Partial<StoredUpload>): Promise<void> => {
  const known = stored.get(id);
  if (known === undefined) return;
  stored.set(id, { ...known, ...what });
  publish();
  await onDisk(() => changeUpload(known.user, id, what)).catch(() => undefined);
  channel?.postMessage("changed");
};

// --- running

let running = 0;
const queue: (() => void)[] = [];
const turn = async (): Promise<() => void> => {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
  running += 1;
  return () => {
    running -= 1;
    queue.shift()?.();
  };
};

/** One tab at a time works on an upload; where it closes, the next one goes on. */
const withLock = async (id: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> => {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request(`upload:${id}`, { signal }, work).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
};

const mayRun = (upload: StoredUpload | undefined): upload is StoredUpload =>
  upload !== undefined && upload.media === null && upload.fault === null && !upload.isPaused;

const start = (id: string): void => {
  if (stops.has(id) || !mayRun(stored.get(id))) return;
  const stop = new AbortController();
  stops.set(id, stop);
  const { signal } = stop;
  const work = async () => {
    // Another tab may have brought it further.
    if (user !== null && !pageOnly.has(id)) await reread(user);
    const upload = stored.get(id);
    if (signal.aborted || !mayRun(upload)) return;
    const leave = await turn();
    try {
      await runUpload({
        file: files.get(id) ?? upload.file,
        get: () => stored.get(id) ?? upload,
        save: (what) => change(id, what),
        tell: (now) => {
          doing.set(id, now);
          publish();
        },
        signal,
      });
    } finally {
      leave();
    }
  };
  void withLock(id, signal, work).finally(() => {
    if (stops.get(id) !== stop) return;
    stops.delete(id);
    doing.delete(id);
    changed();
  });
};

const halt = (id: string): void => {
  stops.get(id)?.abort();
  stops.delete(id);
  doing.delete(id);
};

const readKept = async (whose: string): Promise<Kept | null> => {
  for (;;) {
    const before = edits;
    const kept = await inTurn(() => listKept(whose)).catch(() => null);
    if (kept === null || user !== whose) return null;
    if (edits === before) return kept;
  }
};

const reread = async (whose: string): Promise<void> => {
  const kept = await readKept(whose);
  if (kept === null) return;
  const ids = new Set(kept.uploads.map(({ id }) => id));
  for (const id of stored.keys()) {
    if (ids.has(id) || pageOnly.has(id)) continue;
    halt(id);
    stored.delete(id);
    files.delete(id);
  }
  for (const upload of kept.uploads) {
    stored.set(upload.id, upload);
    // Said in another tab.
    if (upload.isPaused) halt(upload.id);
  }
  const waiting = new Set(kept.unsent.map(({ id }) => id));
  for (const id of messages.keys()) if (!waiting.has(id) && !pageOnly.has(id)) messages.delete(id);
  for (const message of kept.unsent) messages.set(message.id, message);
  publish();
};

const listen = () => {
  if (user === null) return;
  const whose = user;
  void reread(whose).then(() => {
    for (const id of stored.keys()) start(id);
    for (const listener of readyListeners) listener();
  });
};
channel?.addEventListener("message", listen);

/** Goes on with what this person was uploading; again is nothing. */
export const openUploads = (whose: string): void => {
  if (user === whose) return;
  for (const id of stops.keys()) halt(id);
  for (const held of [stored, messages, files]) held.clear();
  pageOnly.clear();
  user = whose;
  publish();
  listen();
};

// --- what a person does

/** Begins at once; answers the ids they have here. */
export const addFiles = async (chosen: readonly NewFile[], conversation: string | null): Promise<readonly string[]> => {
  if (user === null) return [];
  const whose = user;
  const added = chosen.map((one, index) =>
    newUpload(one, { user: whose, id: crypto.randomUUID(), conversation, addedAt: Date.now() + index }),
  );
  for (const upload of added) {
    stored.set(upload.id, upload);
    pageOnly.add(upload.id);
    if (upload.file !== null) files.set(upload.id, upload.file);
  }
  publish();
  for (const upload of added) {
    if (await onDisk(() => keepNewUpload(upload))) pageOnly.delete(upload.id);
    start(upload.id);
  }
  channel?.postMessage("changed");
  return added.map(({ id }) => id);
};

export const pauseUpload = async (id: string): Promise<void> => {
  halt(id);
  await change(id, { isPaused: true });
};

export const resumeUpload = async (id: string): Promise<void> => {
  await change(id, { isPaused: false, fault: null });
  start(id);
};

/** After a fault: announced anew, for what was wrong may have been there. */
export const retryUpload = async (id: string): Promise<void> => {
  const attempt = (stored.get(id)?.attempt ?? 0) + 1;
  await change(id, { fault: null, isPaused: false, mediaId: null, sha256: null, attempt });
  start(id);
};

/** The file that the browser kept no copy of, chosen again; false where it is another one. */
export const giveFile = async (id: string, file: File): Promise<boolean> => {
  const upload = stored.get(id);
  if (upload === undefined || file.size !== upload.bytes) return false;
  const sha256 = await digestOf(file, () => undefined, new AbortController().signal).catch(() => null);
  if (sha256 === null || (upload.sha256 !== null && sha256 !== upload.sha256)) return false;
  files.set(id, file);
  halt(id);
  await change(id, { sha256, isPaused: false, fault: null });
  start(id);
  return true;
};

const forget = (id: string): StoredUpload | undefined => {
  edits += 1;
  const upload = stored.get(id);
  halt(id);
  stored.delete(id);
  files.delete(id);
  pageOnly.delete(id);
  return upload;
};

/** Stops it and takes back what had arrived. */
export const cancelUpload = async (id: string): Promise<void> => {
  const upload = forget(id);
  if (upload === undefined) return;
  await onDisk(() => dropUpload(upload.user, id)).catch(() => undefined);
  changed();
  // What cannot be taken back now is forgotten by the other side within a day.
  if (upload.mediaId !== null) await deleteMedia(upload.mediaId).catch(() => undefined);
};

/** It is where it should be: nothing more is told of it here. */
export const leaveUpload = async (id: string): Promise<void> => {
  const upload = forget(id);
  if (upload !== undefined) await onDisk(() => dropUpload(upload.user, id)).catch(() => undefined);
  changed();
};

// --- messages that wait for files

export const addUnsent = async (message: UnsentMessage, uploads: readonly string[]): Promise<void> => {
  messages.set(message.id, message);
  pageOnly.add(message.id);
  for (const id of uploads) {
    const upload = stored.get(id);
    if (upload !== undefined) stored.set(id, { ...upload, message: message.id });
  }
  publish();
  await onDisk(() => keepUnsent(message, uploads)).then(
    () => pageOnly.delete(message.id),
    () => undefined,
  );
  changed();
};

/** It stands in the outbox now, or was given up; its files leave with it. */
export const leaveUnsent = (id: string): void => {
  edits += 1;
  messages.delete(id);
  pageOnly.delete(id);
  for (const upload of stored.values()) if (upload.message === id) forget(upload.id);
  changed();
};

export const cancelUnsent = async (id: string): Promise<void> => {
  const message = messages.get(id);
  const own = [...stored.values()].filter((upload) => upload.message === id);
  messages.delete(id);
  if (message !== undefined) await onDisk(() => dropUnsent(message.user, id)).catch(() => undefined);
  for (const upload of own) await cancelUpload(upload.id);
  changed();
};
