// What is shown between a press and its answer.
import type { Preferences, UpdateMe } from "#core/protocol/users.ts";

/** What is shown while a change is on its way: the change, over what was saved last. */
export const pendingPreferences = (
  saved: Preferences,
  change: Omit<UpdateMe, "version"> | undefined,
  pending: boolean,
): Preferences => {
  if (!pending) return saved;
  const wanted = Object.fromEntries(
    Object.entries(change?.preferences ?? {}).filter(([, value]) => value !== undefined),
  );
  return { ...saved, ...wanted };
};
