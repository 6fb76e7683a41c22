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

const wordsOf = (question: string): string[] => runsOf(question).filter(isWord);

const askedTokens = (question: string): string[] =>
  wordsOf(question)
    .flatMap((run) => {
      const characters = [...run];
      return IS_SPACELESS.test(run) && characters.length > 1 ? pairsOf(characters) : [run];
    })
    .filter(isWord);

const allBeginning = (tokens: readonly string[]): string | null =>
  tokens.length === 0 ? null : tokens.map((token) => `"${token}"*`).join(" AND ");

/**
 * An FTS5 query that finds what begins with each of these words; null where there is nothing to look for. Quoted, so that
 * nothing a person types is an operator.
 */
export const prefixQuery = (text: string): string | null => allBeginning(askedTokens(text));

const LETTERS = /^[a-z0-9]+$/;

/** Other characters as six of their own, so that a beginning of the word is a beginning of its code, whatever SQLite knows of it. */
const encode = (token: string): string =>
  LETTERS.test(token)
    ? token
    : Array.from(token, (character) =>
        LETTERS.test(character) ? character : `_${(character.codePointAt(0) ?? 0).toString(16).padStart(5, "0")}`,
      ).join("");

/** The words of a text for an index that knows ASCII and `_` only; each once. */
export const indexTokens = (text: string): string[] => [...new Set(searchTokens(text))].map(encode);

/** The same query for such an index. It may propose too much, never too little. */
export const indexQuery = (question: string): string | null => allBeginning(askedTokens(question).map(encode));

/** Whether every word of the question begins a word of the text, and what is written without spaces is in it as it is. */
export const matchesSearch = (text: string, question: string): boolean => {
  const runs = runsOf(text);
  return wordsOf(question).every((word) =>
    IS_SPACELESS.test(word)
      ? runs.some((run) => IS_SPACELESS.test(run) && run.includes(word))
      : runs.some((run) => run.startsWith(word)),
  );
};
