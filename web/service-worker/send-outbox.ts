// Sends what closed pages left, as the person who is signed in here. What belongs to open pages or fails stays.
import { refresh } from "#web/lib/access.ts";
import { drainOrphans } from "#web/lib/live-orphans.ts";
import { listActors } from "#web/lib/outbox.ts";

/** Rejects while something still waits: the browser then asks again later. */
export const sendOutbox = async (): Promise<void> => {
  const outcome = await refresh();
  if (outcome.kind === "signed_out") return;
  if (outcome.kind === "unreachable") throw new Error("no network yet");
  const { id } = outcome.signedIn.user;
  for (const actor of await listActors(id)) await drainOrphans(id, actor, null);
  if ((await listActors(id)).length > 0) throw new Error("not everything could be sent");
};
