// The words of conversations in the person's language; both travel with the conversations' own chunk.
import { talk as german } from "./de-talk.ts";
import { talk as english, type Talk } from "./en-talk.ts";
import { useLocale } from "./locale.tsx";

export const useTalk = (): Talk => (useLocale().language === "de" ? german : english);
