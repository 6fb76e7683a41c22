// The files themselves, at signed addresses: in ranges, cached for good, and never as a page of ours.
import { createRoute, z } from "@hono/zod-openapi";
import { parseByteRange } from "#core/domain/media/byte-range.ts";
import { MediaId } from "#core/protocol/ids.ts";
import { MediaVariant } from "#core/protocol/media.ts";
import { visibleMedia } from "../media/access.ts";
import type { Link } from "../media/links.ts";
import { variantKey } from "../media/keys.ts";
import { identify } from "./middleware/session.ts";
import { problem, problems } from "./problem.ts";
import { createRouter } from "./router.ts";

export const mediaFiles = createRouter();

/** Whatever it is, it runs nothing, loads nothing and is framed by nobody. */
const FILE_CSP = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox; frame-ancestors 'none'";
const INLINE = /^(?:image|video|audio)\//;

const dispositionOf = ({ type }: Link, name: string, download: boolean): string => {
  const inline = INLINE.test(type) && !download;
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `${inline ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${encoded}`;
};

const headersOf = (link: Link, name: string, download: boolean, crossOrigin: boolean): Headers =>
  new Headers({
    "content-type": link.type,
    "content-disposition": dispositionOf(link, name, download),
    "content-security-policy": FILE_CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": crossOrigin ? "cross-origin" : "same-origin",
    "cache-control": "private, max-age=31536000, immutable",
    "accept-ranges": "bytes",
    etag: `"${link.digest}"`,
  });

mediaFiles.openapi(
  createRoute({
    method: "get",
    path: "/files/{id}/{variant}",
    tags: ["Media"],
    summary: "A file at an address that `POST /media/urls` gave; GET and HEAD, one range at a time",
    request: {
      params: z.object({ id: MediaId, variant: MediaVariant }),
      query: z.object({
        user: z.string(),
        bytes: z.string(),
        type: z.string(),
        digest: z.string(),
        expiresAt: z.string(),
        signature: z.string(),
        /** Not signed: `1` asks for it as a download, whatever it is. */
        download: z.string().optional(),
      }),
    },
    responses: {
      200: { description: "The whole file" },
      206: { description: "The range that was asked for; several at once are answered with the whole" },
      304: { description: "What the caller has is what there is" },
      ...problems,
    },
  }),
  async (c) => {
    const { deps } = c.var;
    const { id, variant } = c.req.valid("param");
    const { download, ...query } = c.req.valid("query");
    const verified = await deps.mediaLinks.verify(c.req.method, id, variant, query, deps.now());
    if (!verified.ok) return problem(c, verified.error);
    const link = verified.value;
    // Pictures of a page carry no token; whoever sends one must be who the address was made for.
    if (c.req.header("authorization") !== undefined) {
      const identity = await identify(c);
      if (!identity.ok || identity.value.user !== link.user) return problem(c, "link_invalid");
    }
    const row = (await visibleMedia(deps, link.user, [link.id])).get(link.id);
    if (row === undefined || row.variants[variant]?.digest !== link.digest) return problem(c, "link_invalid");
    const headers = headersOf(link, row.name, download === "1", deps.mediaOrigin !== null);
    const etag = headers.get("etag");
    const known = c.req.header("if-none-match");
    if (
      known !== undefined &&
      known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*")
    ) {
      return new Response(null, { status: 304, headers });
    }
    const isSame = [undefined, etag].includes(c.req.header("if-range"));
    const range = isSame ? parseByteRange(c.req.header("range") ?? null, link.bytes) : "whole";
    if (range === "unsatisfiable") {
      c.header("content-range", `bytes */${link.bytes}`);
      return problem(c, "range_not_satisfiable");
    }
    headers.set("content-length", String(range === "whole" ? link.bytes : range.length));
    if (range !== "whole") {
      headers.set("content-range", `bytes ${range.from}-${range.from + range.length - 1}/${link.bytes}`);
    }
    const status = range === "whole" ? 200 : 206;
    if (c.req.method === "HEAD") return new Response(null, { status, headers });
    const part = range === "whole" ? {} : { range: { offset: range.from, length: range.length } };
    const object = await deps.media.get(variantKey(link.id, variant), part);
    return object === null ? problem(c, "unavailable") : new Response(object.body, { status, headers });
  },
);
