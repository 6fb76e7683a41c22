// Histories brought from elsewhere, so that a calendar has something to show. Marked imported, as any history is.
import type { Api } from "./api.ts";

const DAY_MS = 24 * 60 * 60_000;

/** `daysBack` before today, as a date in UTC; near enough for days that lie at least two days back. */
const dateBefore = (now: number, daysBack: number): string =>
  new Date(now - daysBack * DAY_MS).toISOString().slice(0, 10);

/** Every day of the last `days` but each `gapEvery`th; 0 for none. */
const history = (now: number, days: number, gapEvery: number): string[] =>
  Array.from({ length: days }, (_, index) => index + 2)
    .filter((daysBack) => gapEvery === 0 || daysBack % gapEvery !== 0)
    .map((daysBack) => dateBefore(now, daysBack));

export const importHistory = async (person: Api, now: number, days: number, gapEvery: number): Promise<void> => {
  const { startedOn } = await person.get<{ startedOn: string | null }>("/me/streak");
  if (startedOn !== null) return;
  await person.post("/me/streak/imports", {
    format: "days",
    source: "paper calendar",
    keptOn: history(now, days, gapEvery),
  });
};
