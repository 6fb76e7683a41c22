// Frames that everybody of an actor is told word for word: read once, not once for each of fifty clients.
import type { SequencedEvent, ServerFrame } from "../../core/protocol/frames.ts";

const KEPT = 256;
/** What is said to one alone, or is long, is read as it comes. */
const LONGEST = 64 * 1024;
const SHARED = ['{"type":"events"', '{"type":"presence"'];

const frames = new Map<string, ServerFrame>();
const texts = new WeakMap<SequencedEvent, string>();

/** A client that wrote into what it was told would write into what the others were told: it throws instead. */
const frozen = <T>(value: T): T => {
  if (typeof value !== "object" || value === null) return value;
  for (const child of Object.values(value)) frozen(child);
  return Object.freeze(value);
};

export const frameOf = (text: string): ServerFrame => {
  if (text.length > LONGEST || !SHARED.some((start) => text.startsWith(start))) return JSON.parse(text) as ServerFrame;
  const known = frames.get(text);
  if (known !== undefined) return known;
  const frame = frozen(JSON.parse(text) as ServerFrame);
  frames.set(text, frame);
  const [oldest] = frames.keys();
  if (frames.size > KEPT && oldest !== undefined) frames.delete(oldest);
  return frame;
};

/** As it was told; written once where it was read once. */
export const textOf = (event: SequencedEvent): string => {
  const known = texts.get(event) ?? JSON.stringify(event);
  texts.set(event, known);
  return known;
};
