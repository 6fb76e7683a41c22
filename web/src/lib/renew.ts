// After a change: whatever was read before it is read again.
import type { QueryClient, QueryKey } from "@tanstack/react-query";

/**
 * Reads again everything under `queryKey`. A first read that is still under way may have left before the change, and
 * invalidating alone would take its answer for the new one: it is stopped first.
 */
export const renew = async (cache: QueryClient, queryKey: QueryKey): Promise<void> => {
  await cache.cancelQueries({ queryKey });
  await cache.invalidateQueries({ queryKey });
};
