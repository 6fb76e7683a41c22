// What waits to be sent, in IndexedDB: commands, messages whose files are still on their way, those files, what was shared.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { OutboxEntry } from "#core/domain/live-client.ts";
import type { MediaView } from "./api.ts";

export type StoredEntry = OutboxEntry & { readonly user: string; readonly actor: string; readonly client: string };

/** Written and sent off by the person, held back until everything attached to it is up. */
export type UnsentMessage = {
  readonly user: string;
  readonly id: string;
  readonly conversation: string;
  readonly text: string;
  readonly replyTo: number | null;
  readonly mentions: readonly string[];
  readonly composedAt: number;
};

export type StoredUpload = {
  readonly user: string;
  readonly id: string;
  /** null: into the library. */
  readonly conversation: string | null;
  /** The unsent message it belongs to; null while it lies beside the field. */
  readonly message: string | null;
  readonly name: string;
  readonly bytes: number;
  readonly addedAt: number;
  /** null where the browser had no room for a copy: after a reload the person is asked for it. */
  readonly file: Blob | null;
  readonly sha256: string | null;
  readonly durationMs: number | null;
  readonly waveform: readonly number[] | null;
  readonly isVoice: boolean;
  readonly mediaId: string | null;
  /** Announced so many times: an announcement that was forgotten is made anew. */
  readonly attempt: number;
  readonly isPaused: boolean;
  /** Why it will not go up; a code. */
  readonly fault: string | null;
  /** Once it is up and checked. */
  readonly media: MediaView | null;
};

/** What another app handed over, until the person has said to whom it goes. */
export type SharedThings = { readonly id: string; readonly text: string; readonly files: readonly File[] };

type EntryKey = [user: string, actor: string, client: string, n: number];
type OwnKey = [user: string, id: string];

export interface Outbox extends DBSchema {
  entries: { key: EntryKey; value: StoredEntry };
  unsent: { key: OwnKey; value: UnsentMessage };
  uploads: { key: OwnKey; value: StoredUpload };
  shared: { key: string; value: SharedThings };
}

let opened: Promise<IDBPDatabase<Outbox>> | null = null;

export const outboxDatabase = (): Promise<IDBPDatabase<Outbox>> => {
  opened ??= openDB<Outbox>("lockstep.outbox", 2, {
    upgrade: (db, version) => {
      if (version < 1) db.createObjectStore("entries", { keyPath: ["user", "actor", "client", "n"] });
      if (version < 2) {
        db.createObjectStore("unsent", { keyPath: ["user", "id"] });
        db.createObjectStore("uploads", { keyPath: ["user", "id"] });
        db.createObjectStore("shared", { keyPath: "id" });
      }
    },
    // Another tab runs a newer version: this one lets go, and opens anew when it next needs it.
    blocking: () => {
      void opened?.then((db) => db.close());
      opened = null;
    },
  });
  return opened;
};

/** Everything of one person in a store whose keys begin with the user. */
export const ofUser = (user: string): IDBKeyRange => IDBKeyRange.bound([user], [user, []]);
