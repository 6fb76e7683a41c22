// One's own streak: asked of its actor, which alone decides days.
import { createRoute, z } from "@hono/zod-openapi";
import { parseLoopCsv } from "#core/domain/streaks/loop-csv.ts";
import type { UserId } from "#core/protocol/ids.ts";
import {
  CheckIn,
  CheckInAnswer,
  DayExplanation,
  DaysQuery,
  FreezePlan,
  HistoryImport,
  ImportAnswer,
  LocalDate,
  Streak,
  StreakDays,
  StreakPatch,
  type UserStreakRpc,
} from "#core/protocol/streaks.ts";
import { openStreak } from "#objects/user-streak/open-streak.ts";
import type { Deps } from "../deps.ts";
import { problem, problems } from "./problem.ts";
import { body, createRouter, json, signedIn } from "./router.ts";

export const streak = createRouter();

const streakOf = ({ deps, identity }: { deps: Deps; identity: { user: UserId } }): UserStreakRpc =>
  openStreak(deps.streaks, identity.user);

streak.openapi(
  createRoute({
    method: "get",
    path: "/me/streak",
    tags: ["Streak"],
    summary: "One's own streak as it is now",
    ...signedIn,
    responses: { 200: json(Streak, "The streak; an empty one where nothing was done yet"), ...problems },
  }),
  async (c) => c.json(await streakOf(c.var).describe(), 200),
);

streak.openapi(
  createRoute({
    method: "patch",
    path: "/me/streak",
    tags: ["Streak"],
    summary: "Change how one's days are counted",
    description: "The time zone acts at once, day start and rest days from the next day.",
    ...signedIn,
    request: { body: body(StreakPatch) },
    responses: { 200: json(Streak, "The streak as it is now"), ...problems },
  }),
  async (c) => {
    const answer = await streakOf(c.var).update(c.req.valid("json"));
    return answer.ok ? c.json(answer.value, 200) : problem(c, answer.error.code);
  },
);

streak.openapi(
  createRoute({
    method: "get",
    path: "/me/streak/days",
    tags: ["Streak"],
    summary: "Days from one date to another, both included",
    ...signedIn,
    request: { query: DaysQuery },
    responses: { 200: json(StreakDays, "One entry for every date, at most 400"), ...problems },
  }),
  async (c) => {
    const answer = await streakOf(c.var).days(c.req.valid("query"));
    return answer.ok ? c.json(answer.value, 200) : problem(c, answer.error.code);
  },
);

streak.openapi(
  createRoute({
    method: "get",
    path: "/me/streak/days/{on}",
    tags: ["Streak"],
    summary: "Why a day is what it is",
    ...signedIn,
    request: { params: z.object({ on: LocalDate }) },
    responses: { 200: json(DayExplanation, "The rule that decided and every event behind it"), ...problems },
  }),
  async (c) => c.json(await streakOf(c.var).explain(c.req.valid("param").on), 200),
);

streak.openapi(
  createRoute({
    method: "post",
    path: "/me/check-ins",
    tags: ["Streak"],
    summary: "Say that something was done",
    description:
      "Counts on the date of `composedAt` in `timeZone`, if received within 48 h of that day's close. `client` and `n` make a repeated delivery harmless.",
    ...signedIn,
    request: { body: body(CheckIn) },
    responses: { 200: json(CheckInAnswer, "The day it counts on and the streak as it is now"), ...problems },
  }),
  async (c) => {
    const answer = await streakOf(c.var).checkIn(c.req.valid("json"));
    return answer.ok ? c.json(answer.value, 200) : problem(c, answer.error.code);
  },
);

streak.openapi(
  createRoute({
    method: "post",
    path: "/me/streak/freezes",
    tags: ["Streak"],
    summary: "Plan a freeze for a day ahead, move it, or drop it with null",
    ...signedIn,
    request: { body: body(FreezePlan) },
    responses: { 200: json(Streak, "The streak as it is now"), ...problems },
  }),
  async (c) => {
    const answer = await streakOf(c.var).planFreeze(c.req.valid("json"));
    return answer.ok ? c.json(answer.value, 200) : problem(c, answer.error.code);
  },
);

streak.openapi(
  createRoute({
    method: "post",
    path: "/me/streak/imports",
    tags: ["Streak"],
    summary: "Bring history from elsewhere",
    description:
      "Days before the streak's own first day, marked imported and never verified. Importing twice changes nothing.",
    ...signedIn,
    request: { body: body(HistoryImport) },
    responses: { 200: json(ImportAnswer, "How many days were taken"), ...problems },
  }),
  async (c) => {
    const asked = c.req.valid("json");
    const read = asked.format === "days" ? { ok: true as const, value: asked } : parseLoopCsv(asked.csv, asked.habit);
    if (!read.ok) return problem(c, read.error);
    const { source, keptOn, restedOn = [] } = read.value;
    const answer = await streakOf(c.var).importHistory({ source, keptOn, restedOn });
    return answer.ok ? c.json(answer.value, 200) : problem(c, answer.error.code);
  },
);
