// Once a night: what has run out is removed, in small steps.
import { IDEMPOTENCY_LIFETIME_MS } from "#core/protocol/limits.ts";
import { deleteShowingsBefore } from "#db/queries/deck-showings.ts";
import { deleteEventsBefore } from "#db/queries/events.ts";
import { deleteKeysBefore } from "#db/queries/idempotency.ts";
import { repairPeopleIndex } from "#db/queries/people-index.ts";
import { deleteInvitesBefore } from "#db/queries/person-invites.ts";
import { deleteCodesBefore } from "#db/queries/rooms.ts";
import { deleteSessionsOver } from "#db/queries/sessions.ts";
import type { Deps } from "../deps.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Longer than any queue repeats a message. */
const EVENTS_KEPT_MS = 30 * DAY_MS;
/** Sessions stay listed as reused, revoked or expired for as long as an old token may turn up. */
const SESSIONS_KEPT_MS = 30 * DAY_MS;
/** Whoever made a link still sees who came by it for a while after it has expired. */
const INVITES_KEPT_MS = 30 * DAY_MS;
/** Closed when it ends; this is for what was looked up and then never shown. */
const SHOWINGS_KEPT_MS = 30 * DAY_MS;
/** Three statements each: D1 allows a thousand a run. */
const PEOPLE_REPAIRED = 200;
const MAX_STEPS = 100;

export const sweep = async ({ db, now }: Pick<Deps, "db" | "now">): Promise<void> => {
  const at = now();
  await deleteKeysBefore(db, at - IDEMPOTENCY_LIFETIME_MS);
  await deleteEventsBefore(db, at - EVENTS_KEPT_MS);
  await deleteCodesBefore(db, at);
  await deleteInvitesBefore(db, at - INVITES_KEPT_MS);
  await deleteShowingsBefore(db, at - SHOWINGS_KEPT_MS);
  await repairPeopleIndex(db, PEOPLE_REPAIRED);
  for (let step = 0; step < MAX_STEPS; step++) {
    if ((await deleteSessionsOver(db, at - SESSIONS_KEPT_MS)) === 0) return;
  }
};
