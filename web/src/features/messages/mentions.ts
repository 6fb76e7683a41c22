// Naming people in a message: the list while one types `@`, whom a text names, and where it names them. Pure.

type Member = { readonly user: string; readonly name: string };

/** What is being typed after an `@`, and where that `@` stands. */
export type Naming = { readonly at: number; readonly words: string };

const MAX_NAMED = 50;
const MOST_OFFERED = 6;
/** A name may have spaces; a sentence after an `@` is no name any more. */
const LONGEST = 40;
const LETTER = /[\p{L}\p{N}_]/u;

const fold = (text: string): string => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();

/** An `@` inside a word is an address, not a name. */
export const namingAt = (text: string, caret: number): Naming | null => {
  const at = text.lastIndexOf("@", caret - 1);
  if (at < 0 || at >= caret || caret - at > LONGEST) return null;
  const before = text[at - 1];
  if (before !== undefined && LETTER.test(before)) return null;
  const words = text.slice(at + 1, caret);
  return /[\n@]|^\s|\s\s/.test(words) ? null : { at, words };
};

/** Whose name, or a word of it, begins like that: those whose name does first. */
export const offered = (members: readonly Member[], words: string): readonly Member[] => {
  const wanted = fold(words);
  const begins: Member[] = [];
  const within: Member[] = [];
  for (const member of members) {
    const name = fold(member.name);
    if (name.startsWith(wanted)) begins.push(member);
    else if (name.split(/\s+/).some((word) => word.startsWith(wanted))) within.push(member);
  }
  return [...begins, ...within].slice(0, MOST_OFFERED);
};

/** The text with the name in it, and where one goes on typing. */
export const withName = (text: string, { at, words }: Naming, name: string): { text: string; caret: number } => {
  const rest = text.slice(at + 1 + words.length);
  const written = `@${name}${/^\s/.test(rest) ? "" : " "}`;
  return { text: text.slice(0, at) + written + rest, caret: at + written.length + (/^\s/.test(rest) ? 1 : 0) };
};

export type NamedPart = { readonly text: string; readonly user: string | null };

/** The text cut where it names somebody; of two names that begin alike the longer one is meant. */
export const namedParts = (text: string, members: readonly Member[]): readonly NamedPart[] => {
  const longestFirst = members.toSorted((one, other) => other.name.length - one.name.length);
  const parts: NamedPart[] = [];
  const times = new Map<string, number>();
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const before = text[at - 1];
    if (at < from || (before !== undefined && LETTER.test(before))) continue;
    const found = longestFirst.find(({ name }) => {
      const after = text[at + 1 + name.length];
      return name !== "" && text.startsWith(name, at + 1) && (after === undefined || !LETTER.test(after));
    });
    if (found === undefined) continue;
    // Of people called alike each is meant in turn.
    const alike = longestFirst.filter(({ name }) => name === found.name);
    const earlier = times.get(found.name) ?? 0;
    times.set(found.name, earlier + 1);
    const named = alike[earlier % alike.length] ?? found;
    if (at > from) parts.push({ text: text.slice(from, at), user: null });
    from = at + 1 + named.name.length;
    parts.push({ text: text.slice(at, from), user: named.user });
  }
  if (from < text.length) parts.push({ text: text.slice(from), user: null });
  return parts;
};

type Mentioning = { readonly mentions: readonly string[]; readonly mentionedAs?: readonly string[] };

/** Somebody a message mentions: as its text names them, and as they are called now. */
export type Mentioned = Member & { readonly now: string };

/** `nameOf` answers `unknown` of whoever it knows nothing of; they are called as the text does. */
export const mentionedIn = (
  { mentions, mentionedAs }: Mentioning,
  text: string,
  nameOf: (user: string) => string,
  unknown: string,
): readonly Mentioned[] =>
  mentions.map((user, index) => {
    const now = nameOf(user);
    const then = mentionedAs?.[index];
    const name = then !== undefined && text.includes(`@${then}`) ? then : now;
    return { user, name, now: now === unknown ? name : now };
  });

/** The text with everybody called as they are now. */
export const withNamesNow = (text: string, mentioned: readonly Mentioned[]): string => {
  const nowOf = new Map(mentioned.map(({ user, now }) => [user, now]));
  return namedParts(text, mentioned)
    .map((part) => (part.user === null ? part.text : `@${nowOf.get(part.user) ?? part.text.slice(1)}`))
    .join("");
};

/** Whom a text names. Of people called alike those are meant that were chosen from the list, else all of them. */
export const namedIn = (text: string, members: readonly Member[], chosen: ReadonlySet<string>): readonly string[] => {
  const names = new Set(namedParts(text, members).flatMap((part) => (part.user === null ? [] : [part.text.slice(1)])));
  const named = [...names].flatMap((name) => {
    const alike = members.filter((member) => member.name === name);
    const meant = alike.filter(({ user }) => chosen.has(user));
    return (meant.length > 0 ? meant : alike).map(({ user }) => user);
  });
  return named.slice(0, MAX_NAMED);
};
