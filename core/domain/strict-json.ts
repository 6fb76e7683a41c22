// JSON as strict as a program must be with strangers: a bounded depth, no key twice, no key that reaches a prototype.
import { err, ok, type Result } from "./result.ts";

export type JsonFault = "not_json" | "too_deep" | "duplicate_key" | "forbidden_key" | "not_text";

const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** A lone surrogate has no UTF-8; it can only come in as an escape. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];

const isEscaped = (text: string, quote: number): boolean => {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
};

/** From an opening quote to the closing one. The text is known to be JSON. */
const closingQuote = (text: string, from: number): number => {
  let quote = text.indexOf('"', from + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote;
};

/** What stands between two quotes; most keys have nothing to unescape. */
const unquoted = (text: string, from: number, to: number): string => {
  const plain = text.slice(from + 1, to);
  return plain.includes("\\") ? (JSON.parse(text.slice(from, to + 1)) as string) : plain;
};

/** Faults that only the text shows: of two equal keys the value has one, and what is written as an escape looks like any other. */
const faultIn = (text: string): JsonFault | null => {
  const mayBeLone = text.includes("\\u");
  /** The keys of each open object so far, null per open array. */
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = closingQuote(text, index);
      if (mayBeLone && LONE_SURROGATE.test(unquoted(text, index, end))) return "not_text";
      const keys = open.at(-1);
      if (expectsKey && keys) {
        const key = unquoted(text, index, end);
        if (keys.has(key)) return "duplicate_key";
        keys.add(key);
        expectsKey = false;
      }
      index = end;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      open.push(code === OPEN_OBJECT ? new Set() : null);
      expectsKey = code === OPEN_OBJECT;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      open.pop();
      expectsKey = false;
    } else if (code === COMMA) {
      expectsKey = open.at(-1) instanceof Set;
    }
  }
  return null;
};

/** Faults that the value itself shows: how deep it is, and its keys. Walks no deeper than allowed. */
const faultOf = (value: unknown, depthLeft: number): JsonFault | null => {
  if (typeof value !== "object" || value === null) return null;
  if (depthLeft === 0) return "too_deep";
  const isArray = Array.isArray(value);
  // JSON makes plain objects: what their prototype has is not enumerable.
  for (const key in value) {
    if (!isArray && FORBIDDEN_KEYS.has(key)) return "forbidden_key";
    const fault = faultOf((value as Record<string, unknown>)[key], depthLeft - 1);
    if (fault !== null) return fault;
  }
  return null;
};

/**
 * Whether the text is what a program writes for this value, as all clients of ours do: then no key stands there twice, and
 * it need not be read letter by letter. Escapes by number may hide a lone surrogate.
 */
const isWrittenOf = (value: unknown, text: string): boolean => !text.includes("\\u") && JSON.stringify(value) === text;

/** `maxDepth`: how many objects and arrays may be open at once. */
export const parseStrictJson = (text: string, maxDepth: number): Result<unknown, JsonFault> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err("not_json");
  }
  const fault = faultOf(value, maxDepth) ?? (isWrittenOf(value, text) ? null : faultIn(text));
  return fault === null ? ok(value) : err(fault);
};
