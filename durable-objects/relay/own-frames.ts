// What a relay must know of the frames it carries: the one it answers itself, and the one that is said once.
import { usualHeld } from "#core/domain/usual-frames.ts";

const valueOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** The `seq` of a `held` frame; null where this is none. */
export const heldSeq = (text: string): number | null => (text.includes('"held"') ? usualHeld(valueOf(text)) : null);

export const isHello = (text: string): boolean => {
  if (!text.includes('"hello"')) return false;
  const value = valueOf(text);
  return typeof value === "object" && value !== null && "type" in value && value.type === "hello";
};
