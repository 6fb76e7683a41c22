// Headers of every answer; the build writes the same ones beside the static files.
import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "../router.ts";

/** No inline script or style, nothing from elsewhere, not framed. */
export const PAGE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const API_CSP = "default-src 'none'; frame-ancestors 'none'";

export const COMMON_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)",
} as const;

export const PAGE_HEADERS = {
  ...COMMON_HEADERS,
  "content-security-policy": PAGE_CSP,
  "content-security-policy-report-only": "require-trusted-types-for 'script'; trusted-types default",
} as const;

export const securityHeaders = createMiddleware<ApiEnv>(async (c, next) => {
  await next();
  // A socket's answer carries the socket itself; a copy with other headers would lose it.
  if (c.res.status === 101 || c.res.headers.has("content-security-policy")) return;
  for (const [name, value] of Object.entries(COMMON_HEADERS)) c.header(name, value);
  c.header("content-security-policy", API_CSP);
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
});
