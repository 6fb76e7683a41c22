// What is changed in a deck: seen at once, saved by itself in order, and never over somebody else's newer version.
import { createStore, type Store } from "#web/lib/external-store.ts";
import { isApiError } from "#web/lib/http.ts";
import { type Deck, goneSlides, type SlideOfDeck } from "./decks-api.ts";

export type Editing = {
  readonly title: string;
  readonly slides: readonly SlideOfDeck[];
  readonly state: "saved" | "saving" | "unsaved";
  readonly version: number;
};

export type DeckEditing = Store<Editing> & {
  readonly change: (change: {
    title?: string;
    slides?: (before: readonly SlideOfDeck[]) => readonly SlideOfDeck[];
  }) => void;
  /** Whatever still waits goes now. */
  readonly flush: () => void;
};

type Ports = {
  readonly save: (version: number, title: string, slides: readonly SlideOfDeck[]) => Promise<Deck>;
  readonly read: () => Promise<Deck>;
  readonly onSaved: (deck: Deck) => void;
  readonly onReplaced: () => void;
  /** Files that became slides were deleted before they were saved: the slides went too. */
  readonly onGone: () => void;
  readonly after: (ms: number, run: () => void) => () => void;
};

const QUIET_MS = 600;
const AGAIN_MS = 5_000;

export const openDeckEditing = (deck: Deck, ports: Ports): DeckEditing => {
  const store = createStore<Editing>({ title: deck.title, slides: deck.slides, state: "saved", version: deck.version });
  let changes = 0;
  let isSaving = false;
  let isGone = false;
  let stopTimer: (() => void) | null = null;
  const put = (change: Partial<Editing>) => store.set({ ...store.get(), ...change });

  const save = async (): Promise<void> => {
    stopTimer?.();
    const { title, slides, version, state } = store.get();
    if (isGone || isSaving || state === "saved" || title.trim() === "") return;
    isSaving = true;
    const upTo = changes;
    put({ state: "saving" });
    try {
      const saved = await ports.save(version, title.trim(), slides);
      put({ version: saved.version, state: changes === upTo ? "saved" : "unsaved" });
      ports.onSaved(saved);
    } catch (error) {
      const gone = goneSlides(error, slides);
      if (gone.size > 0) {
        put({ slides: store.get().slides.filter(({ mediaId }) => !gone.has(mediaId)), state: "unsaved" });
        changes += 1;
        ports.onGone();
      } else if (isApiError(error, "stale_version")) {
        const newer = await ports.read().catch(() => null);
        if (newer !== null) {
          changes = upTo;
          put({ title: newer.title, slides: newer.slides, version: newer.version, state: "saved" });
          ports.onReplaced();
        } else put({ state: "unsaved" });
      } else {
        // Deleted meanwhile: there is nothing to save to.
        isGone = isApiError(error, "not_found");
        put({ state: "unsaved" });
      }
    }
    isSaving = false;
    if (store.get().state === "unsaved") stopTimer = ports.after(changes === upTo ? AGAIN_MS : 0, () => void save());
  };

  return {
    ...store,
    change({ title, slides }) {
      const before = store.get();
      const next = slides === undefined ? before.slides : slides(before.slides);
      if (next === before.slides && (title === undefined || title === before.title)) return;
      changes += 1;
      put({ title: title ?? before.title, slides: next, state: "unsaved" });
      stopTimer?.();
      if (!isSaving) stopTimer = ports.after(QUIET_MS, () => void save());
    },
    flush: () => void save(),
  };
};
