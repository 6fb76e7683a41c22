// Media over HTTP: announcing and sending files, the library, posters, and addresses that a page may show.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { ListQuery, page } from "#core/protocol/http.ts";
import type { Identity } from "#core/protocol/identity.ts";
import { MediaId } from "#core/protocol/ids.ts";
import {
  CreatedMedia,
  CreateMedia,
  MediaKind,
  MediaUsage,
  MediaUses,
  MediaView,
  OneMedia,
  Sha256,
  SignedUrls,
  SignUrls,
  UploadState,
} from "#core/protocol/media.ts";
import { MAX_POSTER_BYTES } from "#core/protocol/media-limits.ts";
import { getMedia, getUsage, listMedia, listParts } from "#db/queries/media.ts";
import { listUses } from "#db/queries/media-uses.ts";
import type { MediaRow } from "#db/schema/media.ts";
import type { Deps } from "../deps.ts";
import { signUrls } from "../media/access.ts";
import { setPoster } from "../media/posters.ts";
import { removeMedia } from "../media/purge.ts";
import { beginUpload, completeUpload, planOf, quotaOf, receivePart, receiveWhole } from "../media/uploads.ts";
import { toMediaView } from "../media/views.ts";
import { noSuchPlace, pagesBy } from "./cursor.ts";
import { problem, problems } from "./problem.ts";
import { body, createRouter, creates, json, signedIn } from "./router.ts";

export const media = createRouter();

const Params = z.object({ id: MediaId });
const bytes = {
  required: true,
  content: { "application/octet-stream": { schema: z.string().meta({ format: "binary" }) } },
};
const Arrived = json(OneMedia, "What it is now");

type Caller = Context<{ Bindings: Env; Variables: { deps: Deps; traceId: string; identity: Identity } }>;

/** One's own; anything else is not there. */
const ownMedia = async (c: Caller, id: MediaId): Promise<MediaRow | null> => {
  const row = await getMedia(c.var.deps.db, id);
  return row === null || row.ownerId !== c.var.identity.user ? null : row;
};

const fresh = async (c: Caller, { id }: MediaRow) => {
  const row = await getMedia(c.var.deps.db, id);
  return row === null ? null : { media: toMediaView(c.var.deps.attachmentProofs, row) };
};

const places = pagesBy(z.object({ createdAt: z.int(), id: MediaId }));

media.openapi(
  createRoute({
    method: "post",
    path: "/media",
    tags: ["Media"],
    summary: "Announce a file: its place is reserved, and it is said how to send it",
    ...creates,
    request: { body: body(CreateMedia) },
    responses: { 201: json(CreatedMedia, "Send it now; what has not arrived within a day is forgotten"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const begun = await beginUpload(deps, identity, c.req.valid("json"));
    if (!begun.ok) return problem(c, begun.error);
    return c.json({ media: toMediaView(deps.attachmentProofs, begun.value), upload: planOf(begun.value) }, 201);
  },
);

media.openapi(
  createRoute({
    method: "get",
    path: "/media",
    tags: ["Media"],
    summary: "One's own files, newest first",
    ...signedIn,
    request: { query: ListQuery.extend({ kind: MediaKind.optional() }) },
    responses: { 200: json(page(MediaView), "Files"), ...problems },
  }),
  async (c) => {
    const { deps, identity } = c.var;
    const { cursor, limit, kind = null } = c.req.valid("query");
    const place = places.after(cursor);
    if (place === "invalid") return noSuchPlace(c);
    const found = await listMedia(deps.db, identity.user, kind, place, limit + 1);
    const { items, nextCursor } = places.cut(found, limit, (row) => row);
    return c.json({ items: items.map((row) => toMediaView(deps.attachmentProofs, row)), nextCursor }, 200);
  },
);

media.openapi(
  createRoute({
    method: "get",
    path: "/me/media-usage",
    tags: ["Media"],
    summary: "How much room is taken, and how much there is",
    ...signedIn,
    responses: { 200: json(MediaUsage, "Usage"), ...problems },
  }),
  async (c) => {
    const usage = await getUsage(c.var.deps.db, c.var.identity.user);
    return c.json({ ...usage, quotaBytes: quotaOf(c.var.identity) }, 200);
  },
);

media.openapi(
  createRoute({
    method: "post",
    path: "/media/urls",
    tags: ["Media"],
    summary: "Addresses of files, for the asking person, for fifteen minutes to half an hour",
    ...signedIn,
    request: { body: body(SignUrls) },
    responses: { 200: json(SignedUrls, "Addresses, and what there is none for"), ...problems },
  }),
  async (c) => c.json(await signUrls(c.var.deps, c.var.identity.user, c.req.valid("json")), 200),
);

media.openapi(
  createRoute({
    method: "get",
    path: "/media/{id}",
    tags: ["Media"],
    summary: "A file of one's own, and what of it has arrived",
    ...signedIn,
    request: { params: Params },
    responses: { 200: json(UploadState, "The file"), ...problems },
  }),
  async (c) => {
    const row = await ownMedia(c, c.req.valid("param").id);
    if (row === null) return problem(c, "not_found");
    const parts = row.status === "uploading" ? await listParts(c.var.deps.db, row.id) : [];
    return c.json(
      {
        media: toMediaView(c.var.deps.attachmentProofs, row),
        upload: planOf(row),
        received: parts.map(({ part }) => part),
        receivedBytes:
          row.status === "uploading" ? parts.reduce((sum, part) => sum + part.bytes, 0) : row.declaredBytes,
      },
      200,
    );
  },
);

media.openapi(
  createRoute({
    method: "get",
    path: "/media/{id}/uses",
    tags: ["Media"],
    summary: "Where a file of one's own lies: conversations, rooms, decks",
    ...signedIn,
    request: { params: Params },
    responses: { 200: json(MediaUses, "Places"), ...problems },
  }),
  async (c) => {
    const row = await ownMedia(c, c.req.valid("param").id);
    if (row === null) return problem(c, "not_found");
    return c.json(await listUses(c.var.deps.db, row.ownerId, row.id), 200);
  },
);

media.openapi(
  createRoute({
    method: "put",
    path: "/media/{id}/content",
    tags: ["Media"],
    summary: "Send a small file whole; again is harmless",
    ...signedIn,
    request: { params: Params, body: bytes },
    responses: { 202: Arrived, ...problems },
  }),
  async (c) => {
    const row = await ownMedia(c, c.req.valid("param").id);
    if (row === null) return problem(c, "not_found");
    if (c.req.raw.body === null) return problem(c, "size_mismatch");
    const received = await receiveWhole(c.var.deps, row, c.req.raw.body);
    if (!received.ok) return problem(c, received.error);
    const now = await fresh(c, row);
    return now === null ? problem(c, "not_found") : c.json(now, 202);
  },
);

media.openapi(
  createRoute({
    method: "put",
    path: "/media/{id}/parts/{part}",
    tags: ["Media"],
    summary: "Send one part, in any order, several at once; the last one to come with a number counts",
    ...signedIn,
    request: {
      params: Params.extend({ part: z.coerce.number().int().min(1).max(10_000) }),
      headers: z.object({ "x-part-sha256": Sha256.optional() }),
      body: bytes,
    },
    responses: { 204: { description: "It is here" }, ...problems },
  }),
  async (c) => {
    const { id, part } = c.req.valid("param");
    const row = await ownMedia(c, id);
    if (row === null) return problem(c, "not_found");
    if (c.req.raw.body === null) return problem(c, "size_mismatch");
    const sha256 = c.req.valid("header")["x-part-sha256"] ?? null;
    const received = await receivePart(c.var.deps, row, part, c.req.raw.body, sha256);
    return received.ok ? c.body(null, 204) : problem(c, received.error);
  },
);

media.openapi(
  createRoute({
    method: "post",
    path: "/media/{id}/complete",
    tags: ["Media"],
    summary: "Every part is here: have it checked; again is harmless",
    ...signedIn,
    request: { params: Params },
    responses: { 202: Arrived, ...problems },
  }),
  async (c) => {
    const row = await ownMedia(c, c.req.valid("param").id);
    if (row === null) return problem(c, "not_found");
    const completed = await completeUpload(c.var.deps, row);
    if (!completed.ok) return problem(c, completed.error);
    const now = await fresh(c, row);
    return now === null ? problem(c, "not_found") : c.json(now, 202);
  },
);

media.openapi(
  createRoute({
    method: "put",
    path: "/media/{id}/poster",
    tags: ["Media"],
    summary: `A picture that stands for a film, as its owner's player saw it; at most ${MAX_POSTER_BYTES} bytes`,
    ...signedIn,
    request: { params: Params, body: bytes },
    responses: { 200: json(OneMedia, "With `poster`, `thumb` and a placeholder"), ...problems },
  }),
  async (c) => {
    const row = await ownMedia(c, c.req.valid("param").id);
    if (row === null) return problem(c, "not_found");
    if (c.req.raw.body === null) return problem(c, "not_an_image");
    const set = await setPoster(c.var.deps, row, c.req.raw.body);
    if (!set.ok) return problem(c, set.error);
    const now = await fresh(c, row);
    return now === null ? problem(c, "not_found") : c.json(now, 200);
  },
);

media.openapi(
  createRoute({
    method: "delete",
    path: "/media/{id}",
    tags: ["Media"],
    summary: "Stop an upload, or delete a file everywhere, wherever it was put",
    ...signedIn,
    request: { params: Params },
    responses: { 204: { description: "Gone" }, ...problems },
  }),
  async (c) => {
    const row = await ownMedia(c, c.req.valid("param").id);
    if (row === null) return problem(c, "not_found");
    await removeMedia(c.var.deps, row);
    return c.body(null, 204);
  },
);
