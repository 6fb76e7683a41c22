// The streak over HTTP. Only the streak's actor decides days; this shows its answers.
import type {
  CheckIn,
  CheckInAnswer,
  DayExplanation,
  HistoryImport,
  ImportAnswer,
  Streak,
  StreakDays,
  StreakPatch,
} from "#core/protocol/streaks.ts";
import { call } from "#web/lib/http.ts";

export const getStreak = (): Promise<Streak> => call("GET", "/me/streak");
export const listDays = (from: string, to: string): Promise<StreakDays> =>
  call("GET", "/me/streak/days", { query: { from, to } });
export const explainDay = (on: string): Promise<DayExplanation> => call("GET", `/me/streak/days/${on}`);
export const updateStreak = (body: StreakPatch): Promise<Streak> => call("PATCH", "/me/streak", { body });
export const planFreeze = (on: string | null): Promise<Streak> => call("POST", "/me/streak/freezes", { body: { on } });
export const importHistory = (body: HistoryImport): Promise<ImportAnswer> =>
  call("POST", "/me/streak/imports", { body });
export const checkIn = (body: CheckIn): Promise<CheckInAnswer> => call("POST", "/me/check-ins", { body });
