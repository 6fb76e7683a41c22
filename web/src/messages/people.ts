// The words of people in the person's language; both travel with the pages that need them.
import { people as german } from "./de-people.ts";
import { people as english, type People } from "./en-people.ts";
import { useLocale } from "./locale.tsx";

export const usePeopleWords = (): People => (useLocale().language === "de" ? german : english);
