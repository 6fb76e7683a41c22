// Commands that a closed page left behind are sent by whoever finds them, page or service worker, under their own names.
import { doorCommands, settledByDoor } from "#core/domain/live-client.ts";
import type { ServerFrame } from "#core/protocol/frames.ts";
import { call } from "./http.ts";
import { listEntries, removeEntry, type StoredEntry } from "./outbox.ts";

const lockOf = (client: string) => `client:${client}`;

/** A page does not wait longer than this for what others left before it connects. */
const PATIENCE_MS = 5_000;

const releases = new Map<string, () => void>();

/** Held while the page lives: nobody else sends under this client's name. Returns the function that lets go. */
export const holdClientLock = (client: string): (() => void) => {
  const released = new Promise<void>((resolve) => releases.set(client, resolve));
  if ("locks" in navigator) void navigator.locks.request(lockOf(client), () => released);
  return () => releases.get(client)?.();
};

/** Whether all of them are settled. */
const drain = async (
  user: string,
  actor: string,
  client: string,
  entries: readonly StoredEntry[],
  given: AbortSignal | undefined,
): Promise<boolean> => {
  const body = { client, log: entries[0]?.log ?? null, commands: doorCommands(entries) };
  const { frames } = await call<{ frames: ServerFrame[] }>("POST", `/live/${actor}/commands`, {
    body,
    signal: given,
    withinMs: PATIENCE_MS,
  });
  const settled = settledByDoor(frames);
  for (const n of settled.keys()) await removeEntry(user, actor, client, n);
  return entries.every(({ n }) => settled.has(n));
};

/**
 * Sends what pages that are gone left for this actor. Resolves to whether nothing of others is left; what fails, or is
 * held by somebody else, stays for the next look, as does what `signal` stops.
 */
export const drainOrphans = async (
  user: string,
  actor: string,
  ownClient: string | null,
  signal?: AbortSignal,
): Promise<boolean> => {
  if (!("locks" in navigator)) return true;
  try {
    let isDone = true;
    for (const [client, entries] of await listEntries(user, actor)) {
      if (client === ownClient) continue;
      // A page that still lives holds its lock, and sends its own.
      const isDrained = await navigator.locks.request(
        lockOf(client),
        { ifAvailable: true },
        async (lock) => lock !== null && (await drain(user, actor, client, entries, signal)),
      );
      isDone &&= isDrained;
    }
    return isDone;
  } catch {
    // Offline, or not a member any more: the entries are where they were.
    return false;
  }
};
