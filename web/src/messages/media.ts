// The words of files in the person's language; both travel with the pages that need them.
import { media as german } from "./de-media.ts";
import { media as english, type MediaWords } from "./en-media.ts";
import { useLocale } from "./locale.tsx";

export const useMediaWords = (): MediaWords => (useLocale().language === "de" ? german : english);
