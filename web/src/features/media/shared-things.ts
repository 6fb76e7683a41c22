// What another app handed over by the share target, as the service worker kept it.
import { outboxDatabase, type SharedThings } from "#web/lib/outbox-database.ts";

export const readShared = async (id: string | null): Promise<SharedThings | null> => {
  if (id === null) return null;
  const db = await outboxDatabase();
  return (await db.get("shared", id)) ?? null;
};

export const dropShared = async (id: string): Promise<void> => {
  const db = await outboxDatabase();
  await db.delete("shared", id);
};
