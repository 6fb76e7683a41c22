// What pages keep of conversations between two visits. The list may be late; an open conversation never is.
import { infiniteQueryOptions } from "@tanstack/react-query";
import { listConversations } from "./conversations-api.ts";

const RENEW_MS = 60_000;

export const conversationsQuery = infiniteQueryOptions({
  queryKey: ["conversations", "list"],
  queryFn: ({ pageParam }) => listConversations(pageParam),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  refetchInterval: RENEW_MS,
});
