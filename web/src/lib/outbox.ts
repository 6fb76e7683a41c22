// Commands that are not settled yet, kept in IndexedDB before they are first sent: a reload or a crash loses none.
import { ofUser, outboxDatabase, type StoredEntry } from "./outbox-database.ts";

export type { StoredEntry } from "./outbox-database.ts";

/** `replaces`: the unsent message that becomes this command. */
export type Storable = { readonly entry: StoredEntry; readonly replaces: string | null };

/**
 * Resolves when all are on disk; rejects where the browser keeps nothing (private mode, a full disk). An entry and what it
 * replaces change places at once, so that a crash between sends nothing twice.
 */
export const storeEntries = async (storables: readonly Storable[]): Promise<void> => {
  const db = await outboxDatabase();
  const transaction = db.transaction(["entries", "unsent", "uploads"], "readwrite");
  for (const { entry, replaces } of storables) {
    await transaction.objectStore("entries").put(entry);
    if (replaces === null) continue;
    await transaction.objectStore("unsent").delete([entry.user, replaces]);
    const uploads = transaction.objectStore("uploads");
    for (const upload of await uploads.getAll(ofUser(entry.user)))
      if (upload.message === replaces) await uploads.delete([upload.user, upload.id]);
  }
  await transaction.done;
};

export const removeEntry = async (user: string, actor: string, client: string, n: number): Promise<void> => {
  const db = await outboxDatabase();
  await db.delete("entries", [user, actor, client, n]);
};

/** Every page's unsettled entries of this person and actor, by client, each in the order of `n`. */
export const listEntries = async (user: string, actor: string): Promise<Map<string, StoredEntry[]>> => {
  const db = await outboxDatabase();
  const range = IDBKeyRange.bound([user, actor], [user, actor, []]);
  const byClient = new Map<string, StoredEntry[]>();
  for (const entry of await db.getAll("entries", range)) {
    byClient.set(entry.client, [...(byClient.get(entry.client) ?? []), entry]);
  }
  return byClient;
};

/** The actors for which something of this person's waits. */
export const listActors = async (user: string): Promise<readonly string[]> => {
  const db = await outboxDatabase();
  const keys = await db.getAllKeys("entries", ofUser(user));
  return [...new Set(keys.map(([, actor]) => actor))];
};
