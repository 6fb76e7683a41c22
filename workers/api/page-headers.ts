// What a browser is told of every page. The Worker sends it, and the build writes it beside the static files.

/** No inline script or style, nothing from elsewhere but files from `media`, not framed. */
const pageCsp = (media: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: blob:${media}`,
    "font-src 'self'",
    `media-src 'self' blob:${media}`,
    `connect-src 'self'${media}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

export const COMMON_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)",
} as const;

/** `mediaOrigin`: where files are served from, if not here. */
export const pageHeaders = (mediaOrigin: string | null) => ({
  ...COMMON_HEADERS,
  "content-security-policy": pageCsp(mediaOrigin === null ? "" : ` ${mediaOrigin}`),
  "content-security-policy-report-only": "require-trusted-types-for 'script'; trusted-types default",
});

export const PAGE_HEADERS = pageHeaders(null);
