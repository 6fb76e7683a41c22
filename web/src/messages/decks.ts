// The words of decks and slideshows in the person's language; both travel with the pages that need them.
import { decks as german } from "./de-decks.ts";
import { decks as english, type DeckWords } from "./en-decks.ts";
import { useLocale } from "./locale.tsx";

export const useDeckWords = (): DeckWords => (useLocale().language === "de" ? german : english);
