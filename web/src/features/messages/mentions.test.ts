// Naming people: when a list is offered, who is on it, what is written, whom a text means.
import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { mentionedIn, namedIn, namedParts, namingAt, offered, withName, withNamesNow } from "./mentions.ts";

const people = [
  { user: "usr_lena", name: "Lena Brandt" },
  { user: "usr_le", name: "Le" },
  { user: "usr_oe", name: "Zoë Lund" },
  { user: "usr_one", name: "Sam" },
  { user: "usr_two", name: "Sam" },
];
const NOBODY: ReadonlySet<string> = new Set();

describe("while one types", () => {
  test("an @ at the beginning of a word offers names, one inside a word or far behind does not", () => {
    expect(namingAt("@", 1)).toEqual({ at: 0, words: "" });
    expect(namingAt("hi @Lena Br", 11)).toEqual({ at: 3, words: "Lena Br" });
    expect(namingAt("(@le and", 4)).toEqual({ at: 1, words: "le" });
    expect(namingAt("@le", 0)).toBeNull();
    expect(namingAt("mail@le", 7)).toBeNull();
    expect(namingAt("@ le", 4)).toBeNull();
    expect(namingAt("@le\nnext", 8)).toBeNull();
    expect(namingAt(`@${"x".repeat(60)}`, 61)).toBeNull();
    expect(namingAt("nothing", 7)).toBeNull();
  });

  test("names that begin so come first, then words of names, whatever the case and the marks", () => {
    expect(offered(people, "LE").map(({ user }) => user)).toEqual(["usr_lena", "usr_le"]);
    expect(offered(people, "zoe").map(({ user }) => user)).toEqual(["usr_oe"]);
    expect(offered(people, "lu").map(({ user }) => user)).toEqual(["usr_oe"]);
    expect(offered(people, "x")).toEqual([]);
  });

  test("the chosen name takes the place of what was typed, and one goes on behind it", () => {
    expect(withName("hi @le", { at: 3, words: "le" }, "Lena Brandt")).toEqual({ text: "hi @Lena Brandt ", caret: 16 });
    expect(withName("@le and", { at: 0, words: "le" }, "Le")).toEqual({ text: "@Le and", caret: 4 });
  });
});

describe("what is written", () => {
  test("names the longer of two names that begin alike, and nobody inside a word", () => {
    expect(namedParts("@Lena Brandt, @Le and @Lena", people)).toEqual([
      { text: "@Lena Brandt", user: "usr_lena" },
      { text: ", ", user: null },
      { text: "@Le", user: "usr_le" },
      { text: " and @Lena", user: null },
    ]);
    expect(namedIn("mail a@Le @Lesson", people, NOBODY)).toEqual([]);
  });

  test("means those called alike who were chosen, else all of them", () => {
    expect(namedIn("@Sam?", people, NOBODY)).toEqual(["usr_one", "usr_two"]);
    expect(namedIn("@Sam and @Sam", people, new Set(["usr_two", "usr_lena"]))).toEqual(["usr_two"]);
  });

  test("is the same text again, part by part", () => {
    assert(
      property(array(constantFrom("@", "Le", "na ", "Lena Brandt", "Sam", "\n", "é", "x@")), (words) => {
        const text = words.join("");
        expect(
          namedParts(text, people)
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });

  test("means of people called alike each in turn", () => {
    expect(namedParts("@Sam, @Sam!", people).map(({ user }) => user)).toEqual(["usr_one", null, "usr_two", null]);
  });
});

describe("a new name", () => {
  const names: Record<string, string> = { usr_lena: "Lena Okafor", usr_le: "Lena" };
  const nameOf = (user: string) => names[user] ?? "Somebody";
  const mentioned = (mentions: string[], mentionedAs: string[], text: string) =>
    mentionedIn({ mentions, mentionedAs }, text, nameOf, "Somebody");

  test("is shown where the text has the one of then; whoever is unknown keeps theirs", () => {
    const text = "@Lena and @Le, with @Zoë";
    const all = mentioned(["usr_lena", "usr_le", "usr_gone"], ["Lena", "Le", "Zoë"], text);
    expect(withNamesNow(text, all)).toBe("@Lena Okafor and @Lena, with @Zoë");
  });

  test("that was already there when it was written is found as well", () => {
    const [one] = mentionedIn({ mentions: ["usr_le"] }, "@Lena?", nameOf, "Somebody");
    expect(one).toEqual({ user: "usr_le", name: "Lena", now: "Lena" });
    expect(withNamesNow("@Lena?", mentioned(["usr_le"], ["Le"], "@Lena?"))).toBe("@Lena?");
  });
});
