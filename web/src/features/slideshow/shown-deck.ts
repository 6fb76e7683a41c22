// The deck that is shown, exactly as it is shown; and the decks one may show.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Slideshow } from "#core/protocol/slideshow.ts";
import { api } from "#web/lib/api.ts";

export const shownDeckQuery = ({ deckId, grant }: Pick<Slideshow, "deckId" | "grant">) =>
  queryOptions({
    queryKey: ["decks", "shown", deckId, grant],
    queryFn: async () => (await api("get", "/decks/{id}", { path: { id: deckId }, query: { grant } })).deck,
    // A showing never changes; what may be wrong with reading it passes.
    staleTime: Number.POSITIVE_INFINITY,
    retry: 5,
  });

export const ownDecksQuery = infiniteQueryOptions({
  queryKey: ["decks", "own"],
  queryFn: ({ pageParam }) => api("get", "/decks", { query: pageParam === null ? {} : { cursor: pageParam } }),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
});
