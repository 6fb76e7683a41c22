// What is shown between a press and its answer.
import type { Preferences } from "#core/protocol/users.ts";
import type { Change } from "#web/features/accounts/me-api.ts";

/** What was saved last, with the change that is on its way over it. */
export const pendingPreferences = (saved: Preferences, change: Change | undefined, pending: boolean): Preferences =>
  pending ? { ...saved, ...change?.preferences } : saved;
