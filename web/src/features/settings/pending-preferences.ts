// What is shown between a press and its answer.
import type { User } from "#web/lib/api.ts";
import type { Change } from "#web/features/accounts/me-api.ts";

/** What was saved last, with the change that is on its way over it. */
export const pendingPreferences = (
  saved: User["preferences"],
  change: Change | undefined,
  pending: boolean,
): User["preferences"] => (pending ? { ...saved, ...change?.preferences } : saved);
