// The streak over HTTP. Only the streak's actor decides days; this shows its answers.
import { api, type BodyFor } from "#web/lib/api.ts";

export type StreakPatch = BodyFor<"patch", "/me/streak">;
export type HistoryImport = BodyFor<"post", "/me/streak/imports">;

export const getStreak = () => api("get", "/me/streak");
export const listDays = (from: string, to: string) => api("get", "/me/streak/days", { query: { from, to } });
export const explainDay = (on: string) => api("get", "/me/streak/days/{on}", { path: { on } });
export const updateStreak = (body: StreakPatch) => api("patch", "/me/streak", { body });
export const planFreeze = (on: string | null) => api("post", "/me/streak/freezes", { body: { on } });
export const importHistory = (body: HistoryImport) => api("post", "/me/streak/imports", { body });
export const checkIn = (body: BodyFor<"post", "/me/check-ins">) => api("post", "/me/check-ins", { body });
