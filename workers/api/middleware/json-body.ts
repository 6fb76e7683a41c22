// Bodies: JSON only, counted while they stream in, decoded strictly; what passes here is a plain value of bounded depth.
import { createMiddleware } from "hono/factory";
import { parseStrictJson } from "#core/domain/strict-json.ts";
import { MAX_BODY_BYTES, MAX_COMMAND_DOOR_BYTES, MAX_JSON_DEPTH } from "#core/protocol/limits.ts";
import { problem } from "../problem.ts";
import type { ApiEnv } from "../router.ts";
import { readUpTo } from "../../read-up-to.ts";

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
/** The command door carries whole commits, an import years of days. */
/** Files are streamed, counted against what was announced, and never gathered. */
const RAW = /^\/api\/v1\/media\/[^/]+\/(?:content|poster|parts\/\d+)$/;
const WIDE = /^\/api\/v1\/(?:live\/[^/]+\/commands|me\/streak\/imports)$/;

export const jsonBody = createMiddleware<ApiEnv>(async (c, next) => {
  const { raw } = c.req;
  if (c.req.method === "PUT" && RAW.test(c.req.path)) return next();
  if (raw.body === null || c.req.method === "GET" || c.req.method === "HEAD") return next();
  const max = WIDE.test(c.req.path) ? MAX_COMMAND_DOOR_BYTES : MAX_BODY_BYTES;
  if (Number(c.req.header("content-length") ?? 0) > max) return problem(c, "too_large");
  const bytes = await readUpTo(raw.body, max);
  if (bytes === null) return problem(c, "too_large");
  if (bytes.byteLength > 0) {
    const encoding = c.req.header("content-encoding");
    if (!JSON_TYPE.test(c.req.header("content-type") ?? "") || (encoding && encoding !== "identity")) {
      return problem(c, "unsupported_media_type");
    }
    const fault = faultOf(bytes);
    if (fault !== null) return problem(c, "malformed", { detail: fault });
  }
  c.req.raw = new Request(raw.url, {
    method: raw.method,
    headers: raw.headers,
    ...(bytes.byteLength > 0 ? { body: bytes } : {}),
  });
  await next();
});

const faultOf = (bytes: Uint8Array): string | null => {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "not_utf8";
  }
  const parsed = parseStrictJson(text, MAX_JSON_DEPTH);
  return parsed.ok ? null : parsed.error;
};
