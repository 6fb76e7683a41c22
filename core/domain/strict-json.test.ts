import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson } from "./strict-json.ts";

describe("strict JSON", () => {
  it("reads whatever JSON.parse reads, unless a key is forbidden or the text too deep", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const parsed = parseStrictJson(text, 8);
        if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(text));
        else expect(["forbidden_key", "not_text"]).toContain(parsed.error);
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', "duplicate_key"],
    ['{"a":1,"\\u0061":2}', "duplicate_key"],
    ['[{"x":{"b":[1,{"c":1,"c":1}]}}]', "duplicate_key"],
    ['{"__proto__":{"admin":true}}', "forbidden_key"],
    ['{"a":{"\\u005f_proto__":1}}', "forbidden_key"],
    ['{"constructor":{}}', "forbidden_key"],
    ['{"a":"\\ud800"}', "not_text"],
    ['{"\\udc00":1}', "not_text"],
    ["[".repeat(9) + "]".repeat(9), "too_deep"],
    ['{"a":'.repeat(9) + "1" + "}".repeat(9), "too_deep"],
    ["NaN", "not_json"],
    ["{'a':1}", "not_json"],
    ['{"a":1,}', "not_json"],
    ["", "not_json"],
    ["\ufeff{}", "not_json"],
    ['{"a":1} {"a":2}', "not_json"],
  ])("%s is refused: %s", (text, error) => {
    expect(parseStrictJson(text, 8)).toEqual({ ok: false, error });
  });

  it.each([
    ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', { a: { a: 1 }, b: [{ a: 1 }, { a: 2 }] }],
    ['{"a":"{\\"a\\":1,\\\\","b":"}"}', { a: '{"a":1,\\', b: "}" }],
    ['["__proto__","\\ud83e\\ude9f"]', ["__proto__", "🪟"]],
    ["[".repeat(8) + "]".repeat(8), [[[[[[[[]]]]]]]]],
    ['"x"', "x"],
  ])("%s is read", (text, value) => {
    expect(parseStrictJson(text, 8)).toEqual({ ok: true, value });
  });
});

describe("a text that a program wrote", () => {
  it("is judged by its value exactly as letter by letter", () => {
    const key = fc.constantFrom("a", "b", "__proto__", "constructor", "\ud800");
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 5 }, fc.string(), fc.double(), fc.constant(null), tie("list"), tie("record")),
      list: fc.array(tie("any"), { maxLength: 3 }),
      record: fc.dictionary(key, tie("any"), { maxKeys: 3 }),
    })).any;
    fc.assert(
      fc.property(value, (given) => {
        const text = JSON.stringify(given);
        // A space more says the same, and no program of ours writes it.
        expect(parseStrictJson(text, 3)).toEqual(parseStrictJson(` ${text}`, 3));
      }),
    );
  });
});
