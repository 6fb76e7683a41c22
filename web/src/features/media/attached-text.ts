// Attached files in a few words, where a message has none of its own: a line of the inbox, a quote, a pin. Pure.
import type { AttachedSummary } from "#core/protocol/media.ts";
import { lengthText } from "./amounts.ts";

export type AttachedWords = {
  readonly kindOf: Readonly<Record<AttachedSummary["kind"], (count: number) => string>>;
  readonly withLength: (what: string, length: string) => string;
};

export const attachedText = ({ kind, count, name, durationMs }: AttachedSummary, words: AttachedWords): string => {
  const what = name ?? words.kindOf[kind](count);
  return durationMs === null ? what : words.withLength(what, lengthText(durationMs));
};
