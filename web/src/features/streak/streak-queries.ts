// What pages ask of the streak, kept together so that one change renews all of it.
import { queryOptions } from "@tanstack/react-query";
import type { Streak } from "#core/protocol/streaks.ts";
import { explainDay, getStreak, listDays, updateStreak } from "./streak-api.ts";

/** A streak that was never told a zone counts in UTC; the first page that sees it says where this device is. */
const getPlacedStreak = async (): Promise<Streak> => {
  const streak = await getStreak();
  return streak.timeZoneKnown
    ? streak
    : updateStreak({ timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone });
};

export const streakQuery = queryOptions({ queryKey: ["streak"], queryFn: getPlacedStreak });
export const daysQuery = (from: string, to: string) =>
  queryOptions({ queryKey: ["streak", "days", from, to], queryFn: () => listDays(from, to) });
export const dayQuery = (on: string) =>
  queryOptions({ queryKey: ["streak", "day", on], queryFn: () => explainDay(on) });
