// What pages keep of people between two visits.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import {
  type Contact,
  getInvite,
  getPerson,
  getProfile,
  listBlocks,
  listContacts,
  listInvites,
  searchPeople,
} from "./people-api.ts";

const FRESH_MS = 60_000;

export const blocksQuery = queryOptions({ queryKey: ["people", "blocks"], queryFn: listBlocks, staleTime: FRESH_MS });

export const personQuery = (id: string) =>
  queryOptions({ queryKey: ["people", "one", id], queryFn: () => getPerson(id), staleTime: FRESH_MS });

export const peopleQuery = (words: string) =>
  queryOptions({
    queryKey: ["people", "search", words],
    queryFn: ({ signal }) => searchPeople(words, signal),
    enabled: words !== "",
    staleTime: 30_000,
  });

export const contactsQuery = (state: Contact["state"]) =>
  infiniteQueryOptions({
    queryKey: ["people", "contacts", state],
    queryFn: ({ pageParam }) => listContacts(state, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // What the inbox told while no page listened is found out by the next page.
    staleTime: 0,
  });

export const profileQuery = queryOptions({ queryKey: ["people", "profile"], queryFn: getProfile });

export const invitesQuery = queryOptions({ queryKey: ["people", "invites"], queryFn: listInvites });

export const inviteQuery = (code: string, reader: string | null) =>
  queryOptions({ queryKey: ["people", "invite", code, reader], queryFn: () => getInvite(code), retry: false });
