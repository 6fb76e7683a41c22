import { queryOptions } from "@tanstack/react-query";
import { explainDay, getStreak, listDays } from "./streak-api.ts";

export const streakQuery = queryOptions({ queryKey: ["streak"], queryFn: getStreak });
export const daysQuery = (from: string, to: string) =>
  queryOptions({ queryKey: ["streak", "days", from, to], queryFn: () => listDays(from, to) });
export const dayQuery = (on: string) =>
  queryOptions({ queryKey: ["streak", "day", on], queryFn: () => explainDay(on) });
