// People over HTTP: finding and looking at others, one's own handle and profile.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { isReservedHandle } from "#core/domain/people.ts";
import { ListQuery, page } from "#core/protocol/http.ts";
import { UserId } from "#core/protocol/ids.ts";
import { Handle, PersonCard, PersonView, Profile, SetHandle, UpdateProfile } from "#core/protocol/people.ts";
import { findPersonByHandle, getPerson, searchPeople, setHandle, updateProfile } from "#db/queries/people.ts";
import type { Deps } from "../deps.ts";
import { viewPerson } from "../people.ts";
import { problem, problems } from "./problem.ts";
import { body, createRouter, json, signedIn } from "./router.ts";

export const people = createRouter();

const needsAccount = (c: Context) => problem(c, "forbidden", { detail: "Create an account first." });

const profileOf = async ({ db }: Deps, id: UserId): Promise<Profile> => {
  const person = await getPerson(db, id);
  if (person === null) throw new Error("a session without a person");
  const { name, handle, bio, discoverable, version } = person;
  return { id, name, handle, bio, discoverable, version };
};

people.openapi(
  createRoute({
    method: "get",
    path: "/people",
    tags: ["People"],
    summary: "Find people by the beginning of their handle or of the words of their name",
    description:
      "Whoever is not discoverable is found by the exact handle only; nobody across a block. One page: say more.",
    ...signedIn,
    request: { query: ListQuery.omit({ cursor: true }).extend({ q: z.string().trim().min(1).max(100) }) },
    responses: { 200: json(page(PersonCard), "The exact handle first, then contacts"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity.role === "guest") return needsAccount(c);
    const { q, limit } = c.req.valid("query");
    return c.json({ items: await searchPeople(deps.db, identity.user, q, limit), nextCursor: null }, 200);
  },
);

people.openapi(
  createRoute({
    method: "get",
    path: "/people/{person}",
    tags: ["People"],
    summary: "A person, by id or handle, as one may see them",
    ...signedIn,
    request: { params: z.object({ person: z.string().max(40) }) },
    responses: { 200: json(z.object({ person: PersonView }), "The person"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const wanted = c.req.valid("param").person;
    const id = UserId.safeParse(wanted);
    const handle = Handle.safeParse(wanted);
    const found = id.success
      ? await getPerson(deps.db, id.data)
      : handle.success
        ? await findPersonByHandle(deps.db, handle.data)
        : null;
    const person = found === null ? null : await viewPerson(deps, identity.user, found, !id.success);
    return person === null ? problem(c, "not_found") : c.json({ person }, 200);
  },
);

people.openapi(
  createRoute({
    method: "get",
    path: "/me/profile",
    tags: ["People"],
    summary: "One's own profile",
    ...signedIn,
    responses: { 200: json(Profile, "The profile"), ...problems },
  }),
  async (c) => c.json(await profileOf(c.var.deps, c.var.identity.user), 200),
);

people.openapi(
  createRoute({
    method: "patch",
    path: "/me/profile",
    tags: ["People"],
    summary: "Change the bio, or whether one is found",
    description: "`version` is the account's; 409 `stale_version` says the present one.",
    ...signedIn,
    request: { body: body(UpdateProfile) },
    responses: { 200: json(Profile, "The profile as it is now"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { version, bio, discoverable } = c.req.valid("json");
    const changed = await updateProfile(deps.db, identity.user, version, {
      ...(bio === undefined ? {} : { bio }),
      ...(discoverable === undefined ? {} : { discoverable }),
    });
    const profile = await profileOf(deps, identity.user);
    return changed ? c.json(profile, 200) : problem(c, "stale_version", { version: profile.version });
  },
);

people.openapi(
  createRoute({
    method: "put",
    path: "/me/handle",
    tags: ["People"],
    summary: "Take a handle; the one before is free again",
    ...signedIn,
    request: { body: body(SetHandle) },
    responses: { 200: json(Profile, "The profile as it is now"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity.role === "guest") return needsAccount(c);
    const { handle } = c.req.valid("json");
    if (isReservedHandle(handle) || !(await setHandle(deps.db, identity.user, handle))) {
      return problem(c, "handle_taken");
    }
    return c.json(await profileOf(deps, identity.user), 200);
  },
);
