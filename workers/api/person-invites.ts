// Invitations by link: whoever opens one becomes a contact and has a conversation with its maker.
import { createRoute, z } from "@hono/zod-openapi";
import { page } from "#core/protocol/http.ts";
import type { ConversationId } from "#core/protocol/ids.ts";
import {
  AcceptedInvite,
  CreatePersonInvite,
  INVITE_LIFETIME_DEFAULT_MS,
  InviteDoor,
  MAX_STANDING_INVITES,
  PersonInviteCode,
  PersonInviteView,
} from "#core/protocol/people.ts";
import { acceptInvite, findInvite, insertInvite, listInvites, removeInvite } from "#db/queries/person-invites.ts";
import { isBlocked } from "#db/queries/people.ts";
import type { PersonInviteRow } from "#db/schema/people.ts";
import { newCode } from "../codes.ts";
import { openDirect } from "../conversations.ts";
import type { Deps } from "../deps.ts";
import { becameContacts } from "../people.ts";
import { problem, problems } from "./problem.ts";
import { anyone, body, createRouter, creates, json, signedIn } from "./router.ts";

export const personInvites = createRouter();

/** 60 random bits: it opens a way to a person, so it is longer than a room's. */
const CODE_LENGTH = 12;

const CodeParams = z.object({ code: PersonInviteCode });

const toView = ({ appOrigin }: Deps, invite: PersonInviteRow & { readonly used: number }): PersonInviteView => {
  const { code, createdAt, expiresAt, uses, used } = invite;
  return { code, url: `${appOrigin}/i/${code}`, createdAt, expiresAt, uses, used };
};

personInvites.openapi(
  createRoute({
    method: "post",
    path: "/me/invites",
    tags: ["People"],
    summary: "A link to oneself: for a week and for anybody who has it, unless said otherwise",
    ...creates,
    request: { body: body(CreatePersonInvite) },
    responses: { 201: json(z.object({ invite: PersonInviteView }), "The link"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity.role === "guest") return problem(c, "forbidden", { detail: "Create an account first." });
    const { expiresInMs = INVITE_LIFETIME_DEFAULT_MS, uses = null } = c.req.valid("json");
    const createdAt = deps.now();
    const invite = {
      code: newCode(CODE_LENGTH),
      userId: identity.user,
      createdAt,
      expiresAt: createdAt + expiresInMs,
      uses,
    };
    if (!(await insertInvite(deps.db, invite, MAX_STANDING_INVITES))) return problem(c, "too_many");
    return c.json({ invite: toView(deps, { ...invite, used: 0 }) }, 201);
  },
);

personInvites.openapi(
  createRoute({
    method: "get",
    path: "/me/invites",
    tags: ["People"],
    summary: "One's own links that have not expired, and how many came by each",
    ...signedIn,
    responses: { 200: json(page(PersonInviteView), "Newest first"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const rows = await listInvites(deps.db, identity.user, deps.now());
    return c.json({ items: rows.map((row) => toView(deps, row)), nextCursor: null }, 200);
  },
);

personInvites.openapi(
  createRoute({
    method: "delete",
    path: "/me/invites/{code}",
    tags: ["People"],
    summary: "Withdraw a link",
    ...signedIn,
    request: { params: CodeParams },
    responses: { 204: { description: "It opens nothing any more" }, ...problems },
  }),
  async (c) => {
    const removed = await removeInvite(c.var.deps.db, c.var.identity.user, c.req.valid("param").code);
    return removed ? c.body(null, 204) : problem(c, "not_found");
  },
);

personInvites.openapi(
  createRoute({
    method: "get",
    path: "/invites/{code}",
    tags: ["People"],
    summary: "Whose link this is, for whoever holds it",
    ...anyone,
    request: { params: CodeParams },
    responses: { 200: json(z.object({ invite: InviteDoor }), "Who invites"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const invite = await findInvite(deps.db, c.req.valid("param").code, deps.now());
    if (invite === null) return problem(c, "not_found");
    if (identity !== null && (await isBlocked(deps.db, identity.user, invite.from.id))) return problem(c, "not_found");
    return c.json({ invite }, 200);
  },
);

personInvites.openapi(
  createRoute({
    method: "post",
    path: "/invites/{code}/accept",
    tags: ["People"],
    summary: "Become contacts, with a conversation to begin in",
    ...signedIn,
    request: { params: CodeParams },
    responses: { 200: json(AcceptedInvite, "Who it is, and where"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity.role === "guest") return problem(c, "forbidden", { detail: "Create an account first." });
    const person = await acceptInvite(deps.db, c.req.valid("param").code, identity.user, deps.now());
    if (person === null) return problem(c, "not_found");
    await becameContacts(deps, identity.user, person.id);
    const opened = await openDirect(deps, identity, person.id, "none");
    if (!opened.ok) return problem(c, "not_found");
    const conversation: ConversationId = opened.value.id;
    return c.json({ person, conversation }, 200);
  },
);
