// Where a found message says what was looked for: words that begin so, in any case and with any marks. Pure.

type FoundPart = { readonly text: string; readonly isFound: boolean };

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const MARK = /\p{M}/u;
/** Scripts that do not part their words by spaces. */
const UNPARTED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
/** A long message is shown from a little before the first place. */
const BEFORE = 60;

const fold = (text: string): string => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();

/** How much of a word, as it is written, makes up its folded beginning. */
const lengthOf = (word: string, folded: string): number => {
  let length = 0;
  for (const letter of word) {
    // A mark belongs to the letter before it.
    if (!MARK.test(letter) && fold(word.slice(0, length)).length >= folded.length) break;
    length += letter.length;
  }
  return length;
};

export const foundParts = (text: string, words: string): readonly FoundPart[] => {
  const wanted = (words.match(WORD) ?? []).map(fold).toSorted((one, other) => other.length - one.length);
  const parts: FoundPart[] = [];
  let from = 0;
  for (const match of text.matchAll(WORD)) {
    const word = fold(match[0]);
    const beginning = wanted.find((one) => word.startsWith(one));
    const within =
      beginning === undefined ? wanted.find((one) => UNPARTED.test(one) && match[0].includes(one)) : undefined;
    const found = beginning ?? within;
    if (found === undefined) continue;
    const start = match.index + (within === undefined ? 0 : match[0].indexOf(within));
    const end = start + (within === undefined ? lengthOf(match[0], found) : within.length);
    if (start > from) parts.push({ text: text.slice(from, start), isFound: false });
    parts.push({ text: text.slice(start, end), isFound: true });
    from = end;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isFound: false });
  const first = parts[0];
  if (first === undefined || first.isFound || first.text.length <= 2 * BEFORE || parts.length === 1) return parts;
  return [{ text: `… ${[...first.text].slice(-BEFORE).join("")}`, isFound: false }, ...parts.slice(1)];
};
