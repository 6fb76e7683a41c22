// JSON as strict as a program must be with strangers: a bounded depth, no key twice, no key that reaches a prototype.
import { err, ok, type Result } from "./result.ts";

export type JsonFault = "not_json" | "too_deep" | "duplicate_key" | "forbidden_key" | "not_text";

const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** A lone surrogate has no UTF-8; it can only come in as an escape. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const isEscaped = (text: string, quote: number): boolean => {
  let backslashes = 0;
  while (text[quote - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
};

/** From an opening quote to the index after the closing one. The text is known to be JSON. */
const afterString = (text: string, from: number): number => {
  let quote = text.indexOf('"', from + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
};

const findFault = (text: string, maxDepth: number): JsonFault | null => {
  /** One set of keys per open object, null per open array. */
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let index = 0; index < text.length;) {
    const char = text[index];
    if (char === '"') {
      const end = afterString(text, index);
      const string = text.slice(index, end);
      const keys = open.at(-1);
      if (string.includes("\\u") && LONE_SURROGATE.test(JSON.parse(string) as string)) return "not_text";
      if (expectsKey && keys) {
        const key = JSON.parse(string) as string;
        if (FORBIDDEN_KEYS.has(key)) return "forbidden_key";
        if (keys.has(key)) return "duplicate_key";
        keys.add(key);
        expectsKey = false;
      }
      index = end;
      continue;
    }
    if (char === "{" || char === "[") {
      open.push(char === "{" ? new Set() : null);
      if (open.length > maxDepth) return "too_deep";
      expectsKey = char === "{";
    } else if (char === "}" || char === "]") {
      open.pop();
      expectsKey = false;
    } else if (char === ",") {
      expectsKey = open.at(-1) instanceof Set;
    }
    index++;
  }
  return null;
};

/** `maxDepth`: how many objects and arrays may be open at once. */
export const parseStrictJson = (text: string, maxDepth: number): Result<unknown, JsonFault> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err("not_json");
  }
  const fault = findFault(text, maxDepth);
  return fault === null ? ok(value) : err(fault);
};
