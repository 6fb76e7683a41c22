// Where the file of a slide is and what it is: addresses asked for together, kept while they hold.
import { useEffect, useState } from "react";
import { api, type Schemas } from "#web/lib/api.ts";
import { afterMs } from "#web/lib/background-timer.ts";
import { serverNow } from "#web/lib/clock.ts";
import { currentUser } from "#web/lib/session.ts";
import { type SlideSource, sourceOf } from "./slide-source.ts";

type Signed = Schemas["SignedUrl"];

const VARIANTS = ["original", "preview", "thumb", "poster"] as const;
/** Of the hundred addresses that one question may ask for. */
const MOST_AT_ONCE = 100 / VARIANTS.length;
const RENEW_AHEAD_MS = 60_000;
const AGAIN_MS = 2_000;

type Held = { readonly source: Promise<SlideSource>; freshUntil: number };
let held = new Map<string, Held>();
let whose: string | null = null;
let waiting = new Map<string, (signed: readonly Signed[] | null) => void>();

const ask = async (asked: typeof waiting): Promise<void> => {
  const items = [...asked.keys()].flatMap((id) => VARIANTS.map((variant) => ({ id, variant })));
  const answer = await api("post", "/media/urls", { body: { items } }).catch(() => null);
  for (const [id, settle] of asked) settle(answer === null ? null : answer.items.filter((item) => item.id === id));
};

const signedUrls = (id: string): Promise<readonly Signed[] | null> =>
  new Promise((resolve) => {
    if (waiting.size === 0) {
      queueMicrotask(() => {
        const all = [...waiting];
        waiting = new Map();
        while (all.length > 0) void ask(new Map(all.splice(0, MOST_AT_ONCE)));
      });
    }
    waiting.set(id, resolve);
  });

const load = async (id: string, entry: { freshUntil: number }): Promise<SlideSource> => {
  for (;;) {
    const signed = await signedUrls(id);
    if (signed !== null) {
      // What was refused may be opened in a moment.
      entry.freshUntil =
        signed.length === 0 ? 0 : Math.min(...signed.map(({ expiresAt }) => expiresAt)) - RENEW_AHEAD_MS;
      return sourceOf(signed);
    }
    await new Promise<void>((resolve) => void afterMs(AGAIN_MS, resolve));
  }
};

export const slideSource = (id: string): Promise<SlideSource> => {
  const user = currentUser()?.id ?? null;
  if (user !== whose) held = new Map();
  whose = user;
  const known = held.get(id);
  if (known !== undefined && known.freshUntil > serverNow()) return known.source;
  const entry = { freshUntil: Number.POSITIVE_INFINITY };
  const source = load(id, entry);
  held.set(id, Object.assign(entry, { source }));
  return source;
};

/** null while it is asked for. */
export const useSlideSource = (id: string | null): SlideSource | null => {
  const [known, setKnown] = useState<{ readonly id: string; readonly source: SlideSource } | null>(null);
  useEffect(() => {
    let isOver = false;
    if (id !== null) {
      void slideSource(id).then((source) => {
        if (!isOver) setKnown({ id, source });
      });
    }
    return () => {
      isOver = true;
    };
  }, [id]);
  return known !== null && known.id === id ? known.source : null;
};
