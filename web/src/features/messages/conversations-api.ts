// Conversations over HTTP: the list, a new one, its past, who is brought in.
import type { ConversationView, CreateConversation, FoldedMessage } from "#core/protocol/conversations.ts";
import { call } from "#web/lib/http.ts";

type HistoryPage = {
  readonly items: readonly FoldedMessage[];
  readonly asOf: number;
  readonly nextCursor: string | null;
};
export type ConversationPage = { readonly items: readonly ConversationView[]; readonly nextCursor: string | null };

export const listConversations = (cursor?: string) =>
  call<ConversationPage>("GET", "/conversations", { query: { limit: 100, cursor } });

export const getConversation = async (id: string) =>
  (await call<{ conversation: ConversationView }>("GET", `/conversations/${id}`)).conversation;

/** `once`: the same key makes the same conversation, however often it is sent. */
export const createConversation = async ({ body, once }: { body: CreateConversation; once: string }) =>
  (await call<{ conversation: ConversationView }>("POST", "/conversations", { body, once })).conversation;

/** The newest `limit` messages before `before`, oldest first, as they are now. */
export const readPage = (id: string, before: number, limit: number) =>
  call<HistoryPage>("GET", `/conversations/${id}/messages`, { query: { before, limit } });

/** What was said last. */
export const readLast = async (id: string) => {
  const { items } = await call<HistoryPage>("GET", `/conversations/${id}/messages`, {
    query: { limit: 1 },
  });
  return items.at(-1) ?? null;
};

export const addMembers = (id: string, memberIds: readonly string[]) =>
  call<unknown>("POST", `/conversations/${id}/members`, { body: { memberIds } });
