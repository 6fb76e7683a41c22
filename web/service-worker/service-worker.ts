// Keeps the shell: pages open offline from the cached index, assets by their hash. The API is never cached here.
// Sends what closed pages left in the outbox, where the browser has background sync.
import { OUTBOX_SYNC } from "#web/lib/outbox-sync.ts";
import { sendOutbox } from "./send-outbox.ts";
import { takeShared } from "./take-shared.ts";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: readonly { url: string; revision: string | null }[] };

// The build writes the list of files here.
// oxlint-disable-next-line no-underscore-dangle
const entries = self.__WB_MANIFEST;
const PREFIX = "lockstep-shell-";
/** The list of hashed files is the version: the same build never fills a second cache. */
const version = (): string => {
  let hash = 0;
  for (const { url, revision } of entries)
    for (const letter of `${url}${revision ?? ""}`) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) | 0;
  return `${PREFIX}${(hash >>> 0).toString(36)}`;
};
const CACHE = version();
const RUNTIME = "lockstep-runtime";

/** The page is kept under the address that answers it without a redirect. */
const address = (url: string): string => (url === "index.html" ? "/" : `/${url.replace(/^\//, "")}`);

const fill = async (): Promise<void> => {
  const cache = await caches.open(CACHE);
  // A set, because a cache refuses to be filled with the same address twice.
  const addresses = [...new Set(entries.map(({ url }) => address(url)))];
  await cache.addAll(addresses.map((url) => new Request(url, { cache: "reload" })));
  await self.skipWaiting();
};
self.addEventListener("install", (event) => event.waitUntil(fill()));

const tidy = async (): Promise<void> => {
  const names = await caches.keys();
  // The newest earlier shell stays: tabs that are still open may want a part of it they have not loaded yet.
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).slice(0, -1);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
};
self.addEventListener("activate", (event) => event.waitUntil(tidy()));

const page = async (request: Request): Promise<Response> => {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match("/")) ?? Response.error();
  }
};

/** Assets carry their hash, so a cached one is always the right one. Old tabs find theirs in the runtime cache. */
const asset = async (request: Request): Promise<Response> => {
  const known = await caches.match(request);
  if (known !== undefined) return known;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(RUNTIME)).put(request, response.clone());
  return response;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "POST" && url.origin === self.location.origin && url.pathname === "/share") {
    event.respondWith(takeShared(request).catch(() => Response.redirect("/share", 303)));
    return;
  }
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (
    url.pathname.startsWith("/assets/") ||
    url.pathname.startsWith("/icons/") ||
    ["/theme.js", "/favicon.svg"].includes(url.pathname)
  )
    event.respondWith(asset(request));
});

type SyncEvent = ExtendableEvent & { readonly tag: string };
self.addEventListener("sync", (event) => {
  const { tag } = event as SyncEvent;
  if (tag === OUTBOX_SYNC) (event as SyncEvent).waitUntil(sendOutbox());
});
