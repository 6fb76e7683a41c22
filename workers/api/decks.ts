// Decks over HTTP: made, changed, duplicated, shared with whoever may present them too, and seen by those they are shown to.
import { createRoute, z } from "@hono/zod-openapi";
import {
  CreateDeck,
  DeckSummary,
  DeckView,
  MAX_DECK_SHARES,
  type SlideInput,
  UpdateDeck,
} from "#core/protocol/decks.ts";
import { ListQuery, page } from "#core/protocol/http.ts";
import { DeckId, type MediaId, UserId } from "#core/protocol/ids.ts";
import {
  countDecks,
  deleteDeck,
  getDeck,
  insertDeck,
  listDecks,
  shareDeck,
  unshareDeck,
  updateDeck,
} from "#db/queries/decks.ts";
import { keepMedia, listOwn } from "#db/queries/media-access.ts";
import { resolvePeople } from "../conversations.ts";
import { seeDeck } from "../decks.ts";
import type { Deps } from "../deps.ts";
import { noSuchPlace, pagesBy } from "./cursor.ts";
import { problem, problems } from "./problem.ts";
import { body, createRouter, creates, json, signedIn } from "./router.ts";

export const decks = createRouter();

/** Far more than anybody has; a loop that makes decks stops somewhere. */
const MAX_DECKS = 1_000;

const Params = z.object({ id: DeckId });
const ShareParams = Params.extend({ user: UserId });
const OneDeck = z.object({ deck: DeckView });
const places = pagesBy(z.object({ updatedAt: z.int(), id: DeckId }));

const getOwnDeck = async (deps: Deps, user: UserId, id: DeckId): Promise<DeckView | null> => {
  const deck = await getDeck(deps.db, user, id);
  return deck?.role === "owner" ? deck : null;
};

const mediaOf = (slides: readonly Pick<SlideInput, "mediaId">[]) => slides.map(({ mediaId }) => mediaId);

type Fault = { readonly path: string; readonly message: string };

/** A deck holds its owner's files. `known`: what it holds already, which may be gone since. */
const foreignSlides = async (
  deps: Deps,
  owner: UserId,
  slides: readonly SlideInput[],
  known: readonly MediaId[] = [],
): Promise<Fault[]> => {
  const asked = [...new Set(mediaOf(slides))].filter((id) => !known.includes(id));
  const allowed = new Set([...known, ...(await listOwn(deps.db, owner, asked))]);
  return slides.flatMap(({ mediaId }, index) =>
    allowed.has(mediaId) ? [] : [{ path: `slides.${index}.mediaId`, message: "no file of yours" }],
  );
};

const makeDeck = async (deps: Deps, owner: UserId, { title, slides }: CreateDeck): Promise<DeckView | null> => {
  if ((await countDecks(deps.db, owner)) >= MAX_DECKS) return null;
  const id = deps.newId("deck");
  await insertDeck(deps.db, { id, ownerId: owner, title, createdAt: deps.now() }, slides);
  await keepMedia(deps.db, owner, mediaOf(slides));
  return getDeck(deps.db, owner, id);
};

decks.openapi(
  createRoute({
    method: "post",
    path: "/decks",
    tags: ["Decks"],
    summary: "Make a deck of one's own media",
    description: "Every slide names a file of one's own, else 422 `media_not_found` says which do not.",
    ...creates,
    request: { body: body(CreateDeck) },
    responses: { 201: json(OneDeck, "The deck"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    if (identity.role === "guest") return problem(c, "forbidden", { detail: "Create an account to keep decks." });
    const wanted = c.req.valid("json");
    const errors = await foreignSlides(deps, identity.user, wanted.slides);
    if (errors.length > 0) return problem(c, "media_not_found", { errors });
    const deck = await makeDeck(deps, identity.user, wanted);
    return deck === null ? problem(c, "too_many") : c.json({ deck }, 201);
  },
);

decks.openapi(
  createRoute({
    method: "get",
    path: "/decks",
    tags: ["Decks"],
    summary: "One's own decks and those one may present, last changed first",
    ...signedIn,
    request: { query: ListQuery },
    responses: { 200: json(page(DeckSummary), "Decks"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { cursor, limit } = c.req.valid("query");
    const place = places.after(cursor);
    if (place === "invalid") return noSuchPlace(c);
    const found = await listDecks(deps.db, identity.user, place, limit + 1);
    return c.json(
      places.cut(found, limit, (deck) => deck),
      200,
    );
  },
);

decks.openapi(
  createRoute({
    method: "get",
    path: "/decks/{id}",
    tags: ["Decks"],
    summary: "A deck: one's own, one that was shared, or one that is shown where one is",
    description:
      "With `grant`, which the event `shown` names, exactly what is shown, also where the deck has changed since. " +
      "Speaker notes are for its owner and those who may present it.",
    ...signedIn,
    request: { params: Params, query: z.object({ grant: z.string().min(1).max(64).optional() }) },
    responses: { 200: json(OneDeck, "The deck"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const deck = await seeDeck(deps, identity.user, c.req.valid("param").id, c.req.valid("query").grant);
    return deck === null ? problem(c, "not_found") : c.json({ deck }, 200);
  },
);

decks.openapi(
  createRoute({
    method: "patch",
    path: "/decks/{id}",
    tags: ["Decks"],
    summary: "Change the title, or replace the slides",
    description:
      "`version` is the one last read; 409 `stale_version` says the present one. A new slide names a file of one's own.",
    ...signedIn,
    request: { params: Params, body: body(UpdateDeck) },
    responses: { 200: json(OneDeck, "The deck"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { id } = c.req.valid("param");
    const { version, title, slides } = c.req.valid("json");
    const before = await getOwnDeck(deps, identity.user, id);
    if (before === null) return problem(c, "not_found");
    const errors = await foreignSlides(deps, identity.user, slides ?? [], mediaOf(before.slides));
    if (errors.length > 0) return problem(c, "media_not_found", { errors });
    const changed = await updateDeck(deps.db, id, version, { title, slides }, deps.now());
    if (changed) await keepMedia(deps.db, identity.user, mediaOf(slides ?? []));
    const deck = await getOwnDeck(deps, identity.user, id);
    if (deck === null) return problem(c, "not_found");
    return changed ? c.json({ deck }, 200) : problem(c, "stale_version", { version: deck.version });
  },
);

decks.openapi(
  createRoute({
    method: "delete",
    path: "/decks/{id}",
    tags: ["Decks"],
    summary: "Delete a deck; its media stay in the library",
    ...signedIn,
    request: { params: Params },
    responses: { 204: { description: "Gone, also where it is shown" }, ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { id } = c.req.valid("param");
    if ((await getOwnDeck(deps, identity.user, id)) === null) return problem(c, "not_found");
    await deleteDeck(deps.db, id);
    return c.body(null, 204);
  },
);

decks.openapi(
  createRoute({
    method: "post",
    path: "/decks/{id}/duplicates",
    tags: ["Decks"],
    summary: "A copy of one's own deck, with notes; shared with nobody",
    ...creates,
    request: { params: Params, body: body(z.strictObject({ title: CreateDeck.shape.title.optional() })) },
    responses: { 201: json(OneDeck, "The copy"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const original = await getOwnDeck(deps, identity.user, c.req.valid("param").id);
    if (original === null) return problem(c, "not_found");
    const title = c.req.valid("json").title ?? original.title;
    const slides = original.slides.map(({ mediaId, caption, notes }) => ({ mediaId, caption, notes: notes ?? "" }));
    const deck = await makeDeck(deps, identity.user, { title, slides });
    return deck === null ? problem(c, "too_many") : c.json({ deck }, 201);
  },
);

decks.openapi(
  createRoute({
    method: "put",
    path: "/decks/{id}/shares/{user}",
    tags: ["Decks"],
    summary: "Let somebody present it too; they see the notes",
    ...signedIn,
    request: { params: ShareParams },
    responses: { 200: json(OneDeck, "The deck"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { id, user } = c.req.valid("param");
    if ((await getOwnDeck(deps, identity.user, id)) === null) return problem(c, "not_found");
    const people = await resolvePeople(deps, identity.user, [user]);
    if (!people.ok || people.value.length === 0) return problem(c, "not_found");
    if (!(await shareDeck(deps.db, id, user, deps.now(), MAX_DECK_SHARES))) return problem(c, "too_many");
    const deck = await getOwnDeck(deps, identity.user, id);
    return deck === null ? problem(c, "not_found") : c.json({ deck }, 200);
  },
);

decks.openapi(
  createRoute({
    method: "delete",
    path: "/decks/{id}/shares/{user}",
    tags: ["Decks"],
    summary: "Take that back; or, of somebody else's deck, give it up",
    ...signedIn,
    request: { params: ShareParams },
    responses: { 204: { description: "No longer shared" }, ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { id, user } = c.req.valid("param");
    const deck = await getDeck(deps.db, identity.user, id);
    if (deck === null || (deck.role !== "owner" && user !== identity.user)) return problem(c, "not_found");
    await unshareDeck(deps.db, id, user);
    return c.body(null, 204);
  },
);
