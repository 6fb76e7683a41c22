// The language of this person: from preferences, else the browser. English is built in, the rest is fetched.
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import type { Preferences } from "#core/protocol/users.ts";
import { useSession } from "#web/lib/session.ts";
import { en, type Messages } from "./en.ts";
import { createFormats, type Formats } from "./formats.ts";

type Language = "en" | "de";
export type Locale = { readonly language: Language; readonly t: Messages; readonly format: Formats };

const browserTags = (): readonly string[] =>
  navigator.languages.length > 0 ? navigator.languages : [navigator.language];

const spoken = (tag: string): Language | null => (tag.startsWith("de") ? "de" : tag.startsWith("en") ? "en" : null);

/** The browser's own tag where it fits the language (en-GB writes 10:50, en-US 10:50 AM). */
const choose = (wanted: Preferences["language"]): { language: Language; tag: string } => {
  const tags = browserTags();
  const language = wanted === "system" ? (tags.map(spoken).find((found) => found !== null) ?? "en") : wanted;
  return { language, tag: tags.find((tag) => spoken(tag) === language) ?? language };
};

const LocaleContext = createContext<Locale>({ language: "en", t: en, format: createFormats("en") });

export const useLocale = (): Locale => use(LocaleContext);

export const LocaleProvider = ({ children }: { children: ReactNode }) => {
  const session = useSession();
  const wanted = session.kind === "signed_in" ? session.user.preferences.language : "system";
  const { language, tag } = useMemo(() => choose(wanted), [wanted]);
  const [german, setGerman] = useState<Messages | null>(null);
  const format = useMemo(() => createFormats(tag), [tag]);

  useEffect(() => {
    document.documentElement.lang = language;
    if (language !== "de" || german !== null) return;
    void import("./de.ts").then(({ de }) => setGerman(de));
  }, [language, german]);

  const t = language === "de" ? german : en;
  const value = useMemo(() => (t === null ? null : { language, t, format }), [language, t, format]);
  return value === null ? null : <LocaleContext value={value}>{children}</LocaleContext>;
};
