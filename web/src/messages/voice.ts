// The words of voice in the person's language; both travel with what is loaded once somebody talks.
import { voice as german } from "./de-voice.ts";
import { voice as english, type VoiceWords } from "./en-voice.ts";
import { useLocale } from "./locale.tsx";

export const useVoiceWords = (): VoiceWords => (useLocale().language === "de" ? german : english);
