// What of a found message is marked.
import { describe, expect, test } from "vitest";
import { foundParts } from "./found-parts.ts";

const marked = (text: string, words: string) =>
  foundParts(text, words)
    .map((part) => (part.isFound ? `[${part.text}]` : part.text))
    .join("");

describe("what was found", () => {
  test("is the beginning of words, in any case and with any marks", () => {
    expect(marked("Über Rows and rowing, arrows", "row uber")).toBe("[Über] [Row]s and [row]ing, arrows");
    expect(marked("Cafe\u0301 cafeteria", "café")).toBe("[Cafe\u0301] [cafe]teria");
  });

  test("is found inside where words are not parted by spaces", () => {
    expect(marked("今日は図書館にいます", "図書館")).toBe("今日は[図書館]にいます");
  });

  test("leaves the text as it is, but for a long beginning", () => {
    expect(marked("nothing of it (a+b)*", "(a+")).toBe("nothing of it ([a]+b)*");
    expect(marked("plain", ".*")).toBe("plain");
    const long = marked(`${"word ".repeat(60)}goal at last`, "goal");
    expect(long).toMatch(/^… .{60}\[goal\] at last$/);
  });
});
