// Conversations over HTTP: beginning, listing, looking in, reading the past, and who belongs to them.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import {
  AddMembers,
  ConversationRole,
  ConversationView,
  CreateConversation,
  MessageSearchPage,
} from "#core/protocol/conversations.ts";
import type { ErrorCode } from "#core/protocol/errors.ts";
import { MessagePage } from "#core/protocol/history.ts";
import { ListQuery, page } from "#core/protocol/http.ts";
import { ConversationId, UserId } from "#core/protocol/ids.ts";
import { listMyConversations } from "#db/queries/conversations.ts";
import {
  askConversation,
  lookAt,
  openDirect,
  openGroup,
  resolvePeople,
  toView,
  withGlances,
} from "../conversations.ts";
import { noSuchPlace, pagesBy } from "./cursor.ts";
import { problem, problems } from "./problem.ts";
import { body, createRouter, creates, json, signedIn } from "./router.ts";

export const conversations = createRouter();

const Params = z.object({ id: ConversationId });
const OneConversation = z.object({ conversation: ConversationView });
const Members = z.object({
  items: z.array(z.object({ user: UserId, name: z.string(), role: ConversationRole, joinedAt: z.int() })),
});

/** What is not named here is nothing: nobody learns of a conversation that they do not belong to. */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  not_allowed: "forbidden",
  direct_is_fixed: "conflict",
  last_owner: "conflict",
  too_many: "too_many",
};
const refused = (c: Context, error?: string) => problem(c, REFUSALS[error ?? ""] ?? "not_found");

const invalid = (c: Context, path: string, message: string) => problem(c, "invalid", { errors: [{ path, message }] });

const places = pagesBy(z.object({ activeAt: z.int(), id: ConversationId }));

conversations.openapi(
  createRoute({
    method: "post",
    path: "/conversations",
    tags: ["Conversations"],
    summary: "Begin a conversation; with one other person directly, there is only ever one",
    ...creates,
    request: { body: body(CreateConversation) },
    responses: { 201: json(OneConversation, "The conversation, old or new"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity.role === "guest") return problem(c, "forbidden", { detail: "Create an account to write to people." });
    const wanted = c.req.valid("json");
    if (wanted.kind === "group") {
      const made = await openGroup(deps, identity, wanted);
      return made.ok ? c.json({ conversation: made.value }, 201) : refused(c);
    }
    const [other, ...more] = wanted.memberIds;
    if (other === undefined || more.length > 0 || other === identity.user) {
      return invalid(c, "memberIds", "exactly one other person");
    }
    if (wanted.title !== undefined) return invalid(c, "title", "a direct conversation has none");
    const opened = await openDirect(deps, identity, other, wanted.encryption);
    return opened.ok ? c.json({ conversation: opened.value }, 201) : refused(c);
  },
);

conversations.openapi(
  createRoute({
    method: "get",
    path: "/conversations",
    tags: ["Conversations"],
    summary: "One's own conversations, newest activity first",
    ...signedIn,
    request: { query: ListQuery },
    responses: { 200: json(page(ConversationView), "Conversations"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { cursor, limit } = c.req.valid("query");
    const place = places.after(cursor);
    if (place === "invalid") return noSuchPlace(c);
    const found = await listMyConversations(deps.db, identity.user, place, limit + 1);
    const { items, nextCursor } = places.cut(found, limit, ({ row }) => row);
    return c.json({ items: await withGlances(deps, identity.user, items), nextCursor }, 200);
  },
);

conversations.openapi(
  createRoute({
    method: "get",
    path: "/conversations/{id}",
    tags: ["Conversations"],
    summary: "A conversation and everyone in it",
    ...signedIn,
    request: { params: Params },
    responses: { 200: json(OneConversation, "The conversation, fresh"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const seen = await lookAt(deps, c.req.valid("param").id, identity.user);
    if (seen === null || !seen.ok) return refused(c);
    return c.json({ conversation: toView(seen.value) }, 200);
  },
);

conversations.openapi(
  createRoute({
    method: "get",
    path: "/conversations/{id}/messages",
    tags: ["Conversations"],
    summary: "The past, folded up to `asOf`: messages as they are now, and who came, went, was renamed or pinned what",
    ...signedIn,
    request: {
      params: Params,
      query: z.object({
        /** The `seq` of a message, or what an earlier page called `nextCursor`; without, the newest. */
        before: z.coerce.number().int().min(1).optional(),
        limit: ListQuery.shape.limit,
      }),
    },
    responses: { 200: json(MessagePage, "Messages and notices, oldest first"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { before = null, limit } = c.req.valid("query");
    const read = await askConversation(deps, c.req.valid("param").id, (stub) =>
      stub.messages(identity.user, before, limit),
    );
    if (read === null || !read.ok) return refused(c);
    const { items, notices, asOf } = read.value;
    const nextCursor = read.value.before === null ? null : String(read.value.before);
    const past = { items, notices, asOf, nextCursor } as z.infer<typeof MessagePage>;
    return c.json(past, 200);
  },
);

conversations.openapi(
  createRoute({
    method: "get",
    path: "/conversations/{id}/messages/search",
    tags: ["Conversations"],
    summary:
      "Messages with words that begin like those asked for; never what is older than one may see, nor what is sealed",
    ...signedIn,
    request: {
      params: Params,
      query: ListQuery.extend({
        q: z.string().trim().min(1).max(200),
        cursor: z.coerce.number().int().min(1).optional(),
      }),
    },
    responses: { 200: json(MessageSearchPage, "Messages, newest first, and how far back it looked"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { q, cursor = null, limit } = c.req.valid("query");
    const found = await askConversation(deps, c.req.valid("param").id, (stub) =>
      stub.search(identity.user, q, cursor, limit),
    );
    if (found === null || !found.ok) return refused(c);
    const { items, before, searched, backTo } = found.value;
    const nextCursor = before === null ? null : String(before);
    return c.json({ items: items as z.infer<typeof MessagePage>["items"], nextCursor, searched, backTo }, 200);
  },
);

conversations.openapi(
  createRoute({
    method: "get",
    path: "/conversations/{id}/members",
    tags: ["Conversations"],
    summary: "Everyone who belongs to it, in order of joining",
    ...signedIn,
    request: { params: Params },
    responses: { 200: json(Members, "Members"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const seen = await lookAt(deps, c.req.valid("param").id, identity.user);
    if (seen === null || !seen.ok) return refused(c);
    const items = seen.value.members.map(({ user, name, role, joinedAt }) => ({ user, name, role, joinedAt }));
    return c.json({ items }, 200);
  },
);

conversations.openapi(
  createRoute({
    method: "post",
    path: "/conversations/{id}/members",
    tags: ["Conversations"],
    summary: "Bring people into a group; who is in it already stays as they are",
    ...signedIn,
    request: { params: Params, body: body(AddMembers) },
    responses: { 200: json(OneConversation, "The conversation"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { id } = c.req.valid("param");
    // Whoever does not belong here learns nothing, not even which people exist.
    const seen = await lookAt(deps, id, identity.user);
    if (seen === null || !seen.ok) return refused(c);
    const people = await resolvePeople(deps, identity.user, c.req.valid("json").memberIds);
    if (!people.ok) return refused(c);
    const added = await askConversation(deps, id, (stub) => stub.addMembers(identity.user, people.value));
    if (added === null || !added.ok) return refused(c, added?.error);
    const grown = await lookAt(deps, id, identity.user);
    if (grown === null || !grown.ok) return refused(c);
    return c.json({ conversation: toView(grown.value) }, 200);
  },
);

conversations.openapi(
  createRoute({
    method: "delete",
    path: "/conversations/{id}/members/{user}",
    tags: ["Conversations"],
    summary: "Remove somebody from a group, or leave it oneself",
    ...signedIn,
    request: { params: Params.extend({ user: UserId }) },
    responses: { 204: { description: "Gone; their sockets are closed" }, ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { id, user } = c.req.valid("param");
    const removed = await askConversation(deps, id, (stub) => stub.removeMember(identity.user, user));
    if (removed === null || !removed.ok) return refused(c, removed?.error);
    return c.body(null, 204);
  },
);
