// What pages keep of conversations and people between two visits. The list may be late; an open conversation never is.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getConversation, listConversations, readLast } from "./conversations-api.ts";
import { getPerson, listBlocks, searchPeople } from "./people-api.ts";

const RENEW_MS = 60_000;

export const conversationsQuery = infiniteQueryOptions({
  queryKey: ["conversations", "list"],
  queryFn: ({ pageParam }) => listConversations(pageParam),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  refetchInterval: RENEW_MS,
});

export const conversationQuery = (id: string) =>
  queryOptions({ queryKey: ["conversations", "one", id], queryFn: () => getConversation(id) });

/** The line under a name. Whoever hears of something newer says so. */
export const lastMessageQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversations", "last", id],
    queryFn: () => readLast(id),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const blocksQuery = queryOptions({ queryKey: ["people", "blocks"], queryFn: listBlocks, staleTime: 60_000 });

export const personQuery = (id: string) =>
  queryOptions({ queryKey: ["people", "one", id], queryFn: () => getPerson(id), staleTime: 60_000 });

export const peopleQuery = (words: string) =>
  queryOptions({
    queryKey: ["people", "search", words],
    queryFn: ({ signal }) => searchPeople(words, signal),
    enabled: words !== "",
    staleTime: 30_000,
  });
