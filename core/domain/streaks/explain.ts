// Why a day is what it is: the rule that decided, its bounds, and every event behind it.
import type { DayEvidence, DayExplanation, DayView } from "../../protocol/streaks.ts";
import type { EpochMs, LocalDate } from "../time.ts";
import { closingOf } from "./calendar.ts";
import { finalAtOf } from "./judge.ts";
import { type Change, type Closing, type Day, findDay, type Mark, type StreakState } from "./state.ts";
import { markOn, viewDay } from "./view.ts";

/** A day that has left the state, with the changes of rules that belong to it. */
export type ArchivedDay = { readonly day: Day; readonly changes: readonly Change[] };

/** Zone changes belong to the day they happened on, the others to the day they act from. */
export const changesOf = (state: StreakState, on: LocalDate, closing: Closing | null): readonly Change[] =>
  state.changes.filter((change) => {
    if (change.kind !== "zone_changed") return change.on === on;
    return closing !== null && change.at >= closing.from && change.at < closing.to;
  });

const reasonOf = (
  view: DayView,
  mark: Mark | null,
  closing: Closing | null,
  planned: boolean,
): DayExplanation["reason"] => {
  switch (view.state) {
    case "kept":
      if (view.source === "verified") return "together_long_enough";
      return view.source === "imported" ? "imported" : "checked_in";
    case "missed":
      return "nothing_done";
    case "provisional":
      return "not_final";
    case "freeze":
      return mark === "p" || planned ? "freeze_planned" : "freeze_spent";
    case "rest":
      return "rest_day";
    case "travel":
      return closing?.livedMs === 0 ? "not_lived" : "short_date";
    case "open":
      return "not_over";
    case "future":
      return "not_reached";
    case "none":
      return "before_start";
  }
};

const evidenceOf = (day: Day | undefined, changes: readonly Change[], mark: Mark | null): DayEvidence[] => {
  const evidence: DayEvidence[] = [];
  for (const { id, room, phase, from, to, activeMs, copresent, guest } of day?.receipts ?? []) {
    evidence.push({ kind: "receipt", at: from, id, room, phase, to, activeMs, copresent, claimedFrom: guest });
  }
  for (const { composedAt, receivedAt, timeZone, goalId } of day?.checkIns ?? []) {
    const late = day?.closing != null && receivedAt > day.closing.at;
    evidence.push({ kind: "check_in", at: Math.min(composedAt, receivedAt), receivedAt, timeZone, goalId, late });
  }
  for (const change of changes) {
    switch (change.kind) {
      case "zone_changed":
        evidence.push({ kind: "zone_changed", at: change.at, from: change.from, to: change.to });
        break;
      case "day_start_changed":
        evidence.push({ kind: "day_start_changed", at: change.at, to: change.to });
        break;
      case "rest_days_changed":
        evidence.push({ kind: "rest_days_changed", at: change.at, to: [...change.to] });
        break;
      case "freeze_planned":
        evidence.push({ kind: "freeze_planned", at: change.at });
        break;
    }
  }
  if (day?.imported != null) evidence.push({ kind: "imported", at: day.imported.at, source: day.imported.source });
  if (day?.judgedAt != null && (mark === "f" || mark === "p"))
    evidence.push({ kind: "freeze_spent", at: day.judgedAt });
  return evidence.toSorted((one, other) => one.at - other.at);
};

export const explainDay = (
  state: StreakState,
  now: EpochMs,
  on: LocalDate,
  archived: ArchivedDay | null = null,
): DayExplanation => {
  const day = findDay(state.days, on) ?? archived?.day;
  const view = viewDay(state, now, on, new Map(day === undefined ? [] : [[on, day]]));
  const mark = markOn(state, on);
  const stored = day?.closing ?? null;
  const live = view.state === "open" || view.state === "future" || view.today;
  // As things stand: what the bounds would be if no zone changed until then.
  const closing = stored ?? (live ? closingOf(state, on, -Infinity, Infinity) : null);
  const changes = archived !== null && archived.day === day ? archived.changes : changesOf(state, on, closing);
  return {
    ...view,
    reason: reasonOf(view, mark, closing, state.plannedFreezes.includes(on)),
    bounds:
      closing === null || closing.livedMs === 0
        ? null
        : { from: closing.from, to: closing.to, timeZones: [...closing.timeZones], livedMs: closing.livedMs },
    finalAt: stored === null ? null : finalAtOf(stored),
    evidence: evidenceOf(day, changes, mark),
  };
};
