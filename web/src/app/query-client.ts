// Server state of the pages. A failed read is tried again where that can help, never where the answer was a no.
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "#web/lib/http.ts";
import { session } from "#web/lib/session.ts";

const HELPLESS: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 422]);

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      networkMode: "always",
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && (HELPLESS.has(error.status) || error.code === "offline")),
    },
    mutations: { networkMode: "always" },
  },
});

// Nothing of one person's is shown to the next one on the same device.
let person: string | null = null;
session.subscribe(() => {
  const now = session.get();
  const next = now.kind === "signed_in" ? now.user.id : null;
  if (person !== null && person !== next) queries.clear();
  person = next;
  // What could not be read without a session, or without a network, can be now.
  if (now.kind === "signed_in" && now.known === "fresh")
    void queries.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" });
});
