// Conversations over HTTP: the list, a new one, its past, who is brought in.
import type { FoldedMessage } from "#core/protocol/conversations.ts";
import type { Notice } from "#core/protocol/history.ts";
import { api, type BodyFor, type Schemas } from "#web/lib/api.ts";

export type ConversationView = Schemas["Conversation"];
export type CreateConversation = BodyFor<"post", "/conversations">;

export const listConversations = (cursor?: string) =>
  api("get", "/conversations", { query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) } });

/** `once`: the same key makes the same conversation, however often it is sent. */
export const createConversation = async ({ body, once }: { body: CreateConversation; once: string }) =>
  (await api("post", "/conversations", { body, once })).conversation;

/** The newest `limit` messages before `before`, oldest first, as they are now, and what happened between them. */
export const readPage = async (id: string, before: number, limit: number) => {
  const page = await api("get", "/conversations/{id}/messages", { path: { id }, query: { before, limit } });
  // The live actor tells the same messages, and names its ids more exactly than the document does.
  return { ...page, items: page.items as FoldedMessage[], notices: page.notices as Notice[] };
};

/** Newest first, from before `cursor`; a page says how far back it has looked. */
export const searchMessages = async (id: string, q: string, cursor: number | undefined, signal: AbortSignal) => {
  const query = { q, limit: 30, ...(cursor === undefined ? {} : { cursor }) };
  const page = await api("get", "/conversations/{id}/messages/search", { path: { id }, query, signal });
  return { ...page, items: page.items as FoldedMessage[] };
};

export const addMembers = (id: string, memberIds: string[]) =>
  api("post", "/conversations/{id}/members", { path: { id }, body: { memberIds } });
