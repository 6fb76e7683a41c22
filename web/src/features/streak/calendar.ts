// Which days a heat map, a month or a fortnight shows, in which order. Days are YYYY-MM-DD, weekdays 1 (Monday) to 7.

const DAY_MS = 86_400_000;

export const addDays = (on: string, days: number): string =>
  new Date(Date.parse(`${on}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const weekdayOf = (on: string): number => {
  const day = new Date(`${on}T00:00:00Z`).getUTCDay();
  return day === 0 ? 7 : day;
};

export const weekStart = (on: string, firstDay: number): string => addDays(on, -((weekdayOf(on) - firstDay + 7) % 7));

/** Columns of whole weeks, the last one holding `today`. */
export const weeksUntil = (today: string, weeks: number, firstDay: number): readonly (readonly string[])[] => {
  const first = addDays(weekStart(today, firstDay), -(weeks - 1) * 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => addDays(first, week * 7 + day)),
  );
};

/** A month's name stands over the first whole week that begins in it; not over the last column, where it has no room. */
export const monthLabels = (weeks: readonly (readonly string[])[]): readonly (string | null)[] =>
  weeks.map(([first], week) => {
    const before = weeks[week - 1]?.[0];
    if (first === undefined || before === undefined || week >= weeks.length - 1) return null;
    return first.slice(0, 7) === before.slice(0, 7) ? null : first;
  });

/** Today in the browser's zone; for the first paint, before the streak has said which day it is. */
export const localDay = (now: Date): string =>
  `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
