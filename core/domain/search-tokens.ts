// Own tokens for search: words, and pairs of characters in scripts that write none, so that two of them already find.

const SPACELESS =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー";
const RUNS = new RegExp(`[${SPACELESS}]+|[[\\p{L}\\p{N}\\p{M}]--[${SPACELESS}]]+`, "gv");
const IS_SPACELESS = new RegExp(`^[${SPACELESS}]`, "v");

const runsOf = (text: string): string[] => text.normalize("NFKC").toLowerCase().match(RUNS) ?? [];

/** Marks that stand alone are no word: the index drops them, and a question for them would find nothing. */
const isWord = (token: string): boolean => /[\p{L}\p{N}]/u.test(token);

const pairsOf = (characters: readonly string[]): string[] =>
  characters.slice(0, -1).map((character, index) => `${character}${characters[index + 1] ?? ""}`);

/** What is stored of a text: its words; of a run without spaces every pair, and the last character for its own sake. */
export const searchTokens = (text: string): string[] =>
  runsOf(text)
    .flatMap((run) => {
      if (!IS_SPACELESS.test(run)) return [run];
      const characters = [...run];
      return [...pairsOf(characters), characters.at(-1) ?? ""];
    })
    .filter(isWord);

/**
 * An FTS5 query that finds what begins with each of these words; null where there is nothing to look for. Quoted, so that
 * nothing a person types is an operator.
 */
export const prefixQuery = (text: string): string | null => {
  const tokens = runsOf(text).flatMap((run) => {
    const characters = [...run];
    return IS_SPACELESS.test(run) && characters.length > 1 ? pairsOf(characters) : [run];
  });
  const words = tokens.filter(isWord);
  return words.length === 0 ? null : words.map((token) => `"${token}"*`).join(" AND ");
};
