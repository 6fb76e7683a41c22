// Reads a history somebody brings: Loop's Checkmarks.csv as it is, or any text with one date per line.
import type { HistoryImport } from "#web/features/streak/streak-api.ts";

export const MAX_FILE_BYTES = 1024 * 1024;
const LOOP_HEADER = /^\uFEFF?date\s*,/i;
const DATE = /\b(\d{4})-(\d{2})-(\d{2})\b/g;

const isDay = (on: string): boolean => {
  const at = Date.parse(`${on}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(on);
};

/** null where nothing in it says which day was kept. */
export const readHistory = (text: string, source: string): HistoryImport | null => {
  if (LOOP_HEADER.test(text)) return { format: "loop_csv", csv: text };
  const keptOn = [...new Set([...text.matchAll(DATE)].map(([on]) => on))].filter(isDay).toSorted();
  if (keptOn.length === 0) return null;
  return { format: "days", source: source.slice(0, 40), keptOn };
};
