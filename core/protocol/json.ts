// Reading JSON that a stranger wrote: depth is bounded before anything walks the value.
import { MAX_JSON_DEPTH } from "./limits.ts";

/** A lone surrogate is no text: it has no UTF-8, and canonical JSON (RFC 8785) refuses it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const isSound = (value: unknown, depth: number): boolean => {
  if (typeof value === "string") return !LONE_SURROGATE.test(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  for (const [key, child] of Object.entries(value)) {
    if (LONE_SURROGATE.test(key) || !isSound(child, depth - 1)) return false;
  }
  return true;
};

/** The value, or undefined where it is no JSON, no text, or nested deeper than `MAX_JSON_DEPTH`; JSON has no undefined of its own. */
export const parseJson = (text: string): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isSound(value, MAX_JSON_DEPTH) ? value : undefined;
};
