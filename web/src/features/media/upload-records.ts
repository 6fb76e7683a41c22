// Uploads and the messages that wait for them, on this device's disk. Where the browser keeps nothing they live with the page.
import { ofUser, outboxDatabase, type StoredUpload, type UnsentMessage } from "#web/lib/outbox-database.ts";

export type Kept = { readonly uploads: readonly StoredUpload[]; readonly unsent: readonly UnsentMessage[] };

export const listKept = async (user: string): Promise<Kept> => {
  const db = await outboxDatabase();
  const [uploads, unsent] = await Promise.all([db.getAll("uploads", ofUser(user)), db.getAll("unsent", ofUser(user))]);
  return { uploads, unsent };
};

/** Half of what is left: other things want their room too. */
const fits = async (bytes: number): Promise<boolean> => {
  if (!("storage" in navigator)) return false;
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return bytes < (quota - usage) / 2;
};

/** A new one, with a copy of its file where there is room for one. False where nothing could be kept. */
export const keepNewUpload = async (upload: StoredUpload): Promise<boolean> => {
  try {
    const db = await outboxDatabase();
    const copy = upload.file !== null && (await fits(upload.bytes)) ? upload.file : null;
    await db.put("uploads", { ...upload, file: copy }).catch(() => db.put("uploads", { ...upload, file: null }));
    return true;
  } catch {
    return false;
  }
};

/** Changes one that is there; one that is gone stays gone. The file is not written again. */
export const changeUpload = async (user: string, id: string, change: Partial<StoredUpload>): Promise<void> => {
  const db = await outboxDatabase();
  const transaction = db.transaction("uploads", "readwrite");
  const known = await transaction.store.get([user, id]);
  if (known !== undefined) await transaction.store.put({ ...known, ...change });
  await transaction.done;
};

export const dropUpload = async (user: string, id: string): Promise<void> => {
  const db = await outboxDatabase();
  await db.delete("uploads", [user, id]);
};

/** The message and the files it waits for, together. */
export const keepUnsent = async (message: UnsentMessage, uploads: readonly string[]): Promise<void> => {
  const db = await outboxDatabase();
  const transaction = db.transaction(["unsent", "uploads"], "readwrite");
  await transaction.objectStore("unsent").put(message);
  const store = transaction.objectStore("uploads");
  for (const id of uploads) {
    const known = await store.get([message.user, id]);
    if (known !== undefined) await store.put({ ...known, message: message.id });
  }
  await transaction.done;
};

export const dropUnsent = async (user: string, id: string): Promise<void> => {
  const db = await outboxDatabase();
  await db.delete("unsent", [user, id]);
};

/** Whether it is still to be sent; where nothing is kept, the page's own word has to do. */
export const isStillUnsent = async (user: string, id: string): Promise<boolean> => {
  try {
    const db = await outboxDatabase();
    return (await db.count("unsent", [user, id])) > 0;
  } catch {
    return true;
  }
};
