// Commands that are not settled yet, kept in IndexedDB before they are first sent: a reload or a crash loses none.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { OutboxEntry } from "#core/domain/live-client.ts";

export type StoredEntry = OutboxEntry & { readonly user: string; readonly actor: string; readonly client: string };

type Key = [user: string, actor: string, client: string, n: number];

interface Outbox extends DBSchema {
  entries: { key: Key; value: StoredEntry };
}

let opened: Promise<IDBPDatabase<Outbox>> | null = null;

const database = (): Promise<IDBPDatabase<Outbox>> => {
  opened ??= openDB<Outbox>("lockstep.outbox", 1, {
    upgrade: (db) => void db.createObjectStore("entries", { keyPath: ["user", "actor", "client", "n"] }),
    // Another tab runs a newer version: this one lets go, and opens anew when it next needs it.
    blocking: () => {
      void opened?.then((db) => db.close());
      opened = null;
    },
  });
  return opened;
};

/** Resolves when the entry is on disk; rejects where the browser keeps nothing (private mode, a full disk). */
export const storeEntry = async (entry: StoredEntry): Promise<void> => {
  const db = await database();
  await db.put("entries", entry);
};

export const removeEntry = async (user: string, actor: string, client: string, n: number): Promise<void> => {
  const db = await database();
  await db.delete("entries", [user, actor, client, n]);
};

/** Every page's unsettled entries of this person and actor, by client, each in the order of `n`. */
export const listEntries = async (user: string, actor: string): Promise<Map<string, StoredEntry[]>> => {
  const db = await database();
  const range = IDBKeyRange.bound([user, actor], [user, actor, []]);
  const byClient = new Map<string, StoredEntry[]>();
  for (const entry of await db.getAll("entries", range)) {
    byClient.set(entry.client, [...(byClient.get(entry.client) ?? []), entry]);
  }
  return byClient;
};

/** The actors for which something of this person's waits. */
export const listActors = async (user: string): Promise<readonly string[]> => {
  const db = await database();
  const keys = await db.getAllKeys("entries", IDBKeyRange.bound([user], [user, []]));
  return [...new Set(keys.map(([, actor]) => actor))];
};
