// Contacts and blocks over HTTP.
import { createRoute, z } from "@hono/zod-openapi";
import { ListQuery, page } from "#core/protocol/http.ts";
import { UserId } from "#core/protocol/ids.ts";
import { BlockView, ContactState, ContactView, MAX_CONTACTS, RequestContact } from "#core/protocol/people.ts";
import { acceptContact, listContacts, removeContact, requestContact } from "#db/queries/contacts.ts";
import { getPerson, getStanding, listBlocks } from "#db/queries/people.ts";
import { tellInbox } from "../inboxes.ts";
import { areNoContacts, becameContacts, blockPerson, unblockPerson } from "../people.ts";
import { noSuchPlace, pagesBy } from "./cursor.ts";
import { problem, problems } from "./problem.ts";
import { body, createRouter, json, signedIn } from "./router.ts";

export const contacts = createRouter();

const PersonParams = z.object({ id: UserId });
const OneContact = z.object({ contact: ContactView });
const places = pagesBy(z.object({ since: z.int(), id: UserId }));

contacts.openapi(
  createRoute({
    method: "get",
    path: "/me/contacts",
    tags: ["People"],
    summary: "Contacts, or requests: asked by oneself (`outgoing`) or by others (`incoming`)",
    ...signedIn,
    request: { query: ListQuery.extend({ state: ContactState.default("contact") }) },
    responses: { 200: json(page(ContactView), "Newest first"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { state, cursor, limit } = c.req.valid("query");
    const place = places.after(cursor);
    if (place === "invalid") return noSuchPlace(c);
    const found = await listContacts(deps.db, identity.user, state, place, limit + 1);
    const contact = ({ since, person }: (typeof found)[number]) => ({ since, id: person.id });
    return c.json(places.cut(found, limit, contact), 200);
  },
);

contacts.openapi(
  createRoute({
    method: "post",
    path: "/me/contacts",
    tags: ["People"],
    summary: "Ask somebody to be a contact; where they have asked before, both are at once",
    ...signedIn,
    request: { body: body(RequestContact) },
    responses: { 200: json(OneContact, "How it stands now"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { user } = identity;
    if (identity.role === "guest") return problem(c, "forbidden", { detail: "Create an account first." });
    const { person: other } = c.req.valid("json");
    const person = other === user ? null : await getPerson(deps.db, other);
    if (person === null || person.role === "guest") return problem(c, "not_found");
    if ((await getStanding(deps.db, user, other)).blocks) return problem(c, "blocked_by_you");
    const asked = await requestContact(deps.db, user, other, deps.now(), MAX_CONTACTS);
    if (asked === null) return problem(c, "too_many");
    const { state, since, isNews } = asked;
    if (isNews && state === "contact") await becameContacts(deps, user, other);
    if (isNews && state === "outgoing") await tellInbox(deps, other, (inbox) => inbox.contactsChanged());
    const { id, name, handle } = person;
    return c.json({ contact: { person: { id, name, handle }, state, since } }, 200);
  },
);

contacts.openapi(
  createRoute({
    method: "post",
    path: "/me/contacts/{id}/accept",
    tags: ["People"],
    summary: "Accept somebody's request",
    ...signedIn,
    request: { params: PersonParams },
    responses: { 200: json(OneContact, "The contact"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const other = c.req.valid("param").id;
    const accepted = await acceptContact(deps.db, identity.user, other, deps.now());
    const person = accepted === null ? null : await getPerson(deps.db, other);
    if (accepted === null || person === null) return problem(c, "not_found");
    await becameContacts(deps, identity.user, other);
    const { id, name, handle } = person;
    return c.json({ contact: { person: { id, name, handle }, ...accepted } }, 200);
  },
);

contacts.openapi(
  createRoute({
    method: "delete",
    path: "/me/contacts/{id}",
    tags: ["People"],
    summary: "Decline a request, withdraw one's own, or end a contact",
    ...signedIn,
    request: { params: PersonParams },
    responses: { 204: { description: "There is nothing between the two" }, ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const other = c.req.valid("param").id;
    if (!(await removeContact(deps.db, identity.user, other))) return problem(c, "not_found");
    await areNoContacts(deps, identity.user, other);
    return c.body(null, 204);
  },
);

contacts.openapi(
  createRoute({
    method: "get",
    path: "/me/blocks",
    tags: ["People"],
    summary: "Whom one has blocked",
    ...signedIn,
    responses: { 200: json(page(BlockView), "Newest first"), ...problems },
  }),
  async (c) => c.json({ items: await listBlocks(c.var.deps.db, c.var.identity.user), nextCursor: null }, 200),
);

contacts.openapi(
  createRoute({
    method: "put",
    path: "/me/blocks/{id}",
    tags: ["People"],
    summary: "Block somebody: at once, both ways, and without their being told",
    ...signedIn,
    request: { params: PersonParams },
    responses: { 204: { description: "Blocked" }, ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const other = c.req.valid("param").id;
    const person = other === identity.user ? null : await getPerson(deps.db, other);
    if (person === null) return problem(c, "not_found");
    await blockPerson(deps, identity.user, other);
    return c.body(null, 204);
  },
);

contacts.openapi(
  createRoute({
    method: "delete",
    path: "/me/blocks/{id}",
    tags: ["People"],
    summary: "Unblock somebody; being contacts does not come back by itself",
    ...signedIn,
    request: { params: PersonParams },
    responses: { 204: { description: "Not blocked" }, ...problems },
  }),
  async (c) => {
    await unblockPerson(c.var.deps, c.var.identity.user, c.req.valid("param").id);
    return c.body(null, 204);
  },
);
