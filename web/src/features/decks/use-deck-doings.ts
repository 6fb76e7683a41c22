// What is done to a deck as a whole; what can be undone asks nothing.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { renew } from "#web/lib/renew.ts";
import { useDeckWords } from "#web/messages/decks.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { createDeck, type Deck, deckQuery, deleteDeck, duplicateDeck, goneSlides, shareDeck } from "./decks-api.ts";

const UNDO_TOAST_MS = 9_000;

export const useDeckDoings = (current: () => Deck) => {
  const t = useDeckWords();
  const { t: words } = useLocale();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const failed = (error: unknown) => showToast(failureText(error, words));
  const open = async (deck: Deck) => {
    cache.setQueryData(deckQuery(deck.id).queryKey, deck);
    await navigate(`/decks/${deck.id}`);
    await renew(cache, ["decks", "own"]);
  };
  const restore = async ({ title, slides, sharedWith }: Deck) => {
    try {
      const deck = await createDeck(title, slides, crypto.randomUUID()).catch((error: unknown) => {
        // Slides whose files were deleted before the deck was.
        const gone = goneSlides(error, slides);
        if (gone.size === 0) throw error;
        const left = slides.filter(({ mediaId }) => !gone.has(mediaId));
        return createDeck(title, left, crypto.randomUUID());
      });
      for (const { user } of sharedWith) await shareDeck(deck.id, user).catch(() => undefined);
      showToast(t.restored);
      await open(deck);
    } catch (error) {
      failed(error);
    }
  };
  return {
    duplicate: async () => {
      const { id, title } = current();
      try {
        const copy = await duplicateDeck(id, t.duplicateTitle(title).slice(0, 120), crypto.randomUUID());
        showToast(t.duplicated);
        await open(copy);
      } catch (error) {
        failed(error);
      }
    },
    remove: async () => {
      const deck = current();
      try {
        await deleteDeck(deck.id);
      } catch (error) {
        return failed(error);
      }
      showToast(t.deleted, { label: words.undo, run: () => void restore(deck) }, UNDO_TOAST_MS);
      await navigate("/decks");
      cache.removeQueries({ queryKey: deckQuery(deck.id).queryKey });
      await renew(cache, ["decks", "own"]);
    },
  };
};
