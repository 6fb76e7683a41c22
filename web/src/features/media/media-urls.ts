// Addresses of files: asked for together, kept while they hold, renewed when they do not.
import { useEffect, useSyncExternalStore } from "react";
import type { MediaVariant } from "#core/protocol/media.ts";
import { MAX_URLS_AT_ONCE } from "#core/protocol/media-limits.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { serverNow } from "#web/lib/clock.ts";
import { currentUser } from "#web/lib/session.ts";
import { type SignedUrl, signUrls, type Wanted } from "./media-api.ts";

/** `refused`: gone, or not for this person any more, or not yet. */
export type MediaUrl =
  | { readonly kind: "asked" }
  | ({ readonly kind: "url" } & Readonly<SignedUrl>)
  | { readonly kind: "refused"; readonly askedAt: number };

const ASKED: MediaUrl = { kind: "asked" };
/** So long before its end an address counts as spent: a film has to be begun with it. */
const AHEAD_MS = 60_000;
const AGAIN_MS = 5_000;
/** What was refused may be opened in a moment. */
const REFUSED_MS = 2_000;

const held = new Map<string, MediaUrl>();
const waiting = new Map<string, Wanted>();
const underWay = new Set<string>();
const listeners = new Map<string, Set<() => void>>();
let isPlanned = false;
let whose: string | null = null;

const keyOf = ({ id, variant }: Wanted) => `${id}/${variant}`;

const hold = (wanted: Wanted, url: MediaUrl): void => {
  held.set(keyOf(wanted), url);
  for (const listener of listeners.get(keyOf(wanted)) ?? []) listener();
};

const ask = async (): Promise<void> => {
  isPlanned = false;
  const items = [...waiting.values()].slice(0, MAX_URLS_AT_ONCE);
  if (items.length === 0) return;
  const asker = whose;
  for (const item of items) {
    waiting.delete(keyOf(item));
    underWay.add(keyOf(item));
  }
  if (waiting.size > 0) plan(0);
  const answer = await signUrls(items).catch(() => null);
  for (const item of items) underWay.delete(keyOf(item));
  if (answer === null || asker !== whose) {
    for (const item of items) if (listeners.has(keyOf(item))) waiting.set(keyOf(item), item);
    return plan(answer === null ? AGAIN_MS : 0);
  }
  for (const item of answer.items) hold(item, { kind: "url", ...item });
  for (const refused of answer.refused) hold(refused, { kind: "refused", askedAt: serverNow() });
};

const plan = (inMs: number): void => {
  if (isPlanned) return;
  isPlanned = true;
  if (inMs === 0) queueMicrotask(() => void ask());
  else afterMs(inMs, () => void ask());
};
addEventListener("online", () => void ask());

const isSpent = (url: MediaUrl | undefined): boolean =>
  url === undefined ||
  (url.kind === "url" && url.expiresAt - AHEAD_MS < serverNow()) ||
  (url.kind === "refused" && url.askedAt + REFUSED_MS < serverNow());

const want = (wanted: Wanted): void => {
  const user = currentUser()?.id ?? null;
  if (user !== whose) held.clear();
  whose = user;
  const key = keyOf(wanted);
  if (!isSpent(held.get(key)) || waiting.has(key) || underWay.has(key)) return;
  waiting.set(key, wanted);
  plan(0);
};

/** It did not open: asked for anew, which also tells whether one may still see it. */
export const renewUrl = (wanted: Wanted): void => {
  held.delete(keyOf(wanted));
  want(wanted);
};

/** One that holds, for a download; null where there is none for this person. */
export const freshUrl = async (wanted: Wanted): Promise<string | null> => {
  const [item] = (await signUrls([wanted])).items;
  return item?.url ?? null;
};

const listenTo = (key: string, listener: () => void): (() => void) => {
  const all = listeners.get(key) ?? new Set();
  listeners.set(key, all.add(listener));
  return () => {
    all.delete(listener);
    if (all.size === 0) listeners.delete(key);
  };
};

/** All of these, once each is known: what is held, and what is asked for together with everybody else's. */
export const urlsOf = (all: readonly Wanted[]): Promise<readonly MediaUrl[]> =>
  Promise.all(
    all.map(
      (wanted) =>
        new Promise<MediaUrl>((resolve) => {
          const look = () => {
            const known = held.get(keyOf(wanted));
            if (known === undefined || isSpent(known)) return;
            stop();
            resolve(known);
          };
          const stop = listenTo(keyOf(wanted), look);
          want(wanted);
          look();
        }),
    ),
  );

export const useMediaUrl = (id: string, variant: MediaVariant | null): MediaUrl => {
  const key = variant === null ? null : keyOf({ id, variant });
  const url = useSyncExternalStore(
    (listener) => (key === null ? () => undefined : listenTo(key, listener)),
    () => (key === null ? ASKED : (held.get(key) ?? ASKED)),
  );
  useEffect(() => {
    if (variant !== null) want({ id, variant });
  }, [id, variant, url]);
  return url;
};
