// The room's clock as a pure function: an anchor and a plan give the phase of any instant. Nothing ticks.
import type { Plan, Schedule } from "#core/protocol/rooms.ts";

export type PhaseKind = "lobby" | "focus" | "break" | "long_break" | "done";

export type Phase = {
  readonly index: number;
  readonly kind: PhaseKind;
  /** Epoch ms; where paused, moved so that `endsAt - remainingMs` is the pause. */
  readonly startedAt: number;
  /** null in lobby and when done: nothing ends. */
  readonly endsAt: number | null;
  readonly remainingMs: number;
};

/** Even phases are focus, odd ones the break after it. The break after the last round does not exist: that is `done`. */
export const kindOf = (plan: Plan, index: number): PhaseKind => {
  if (plan.rounds !== null && index >= plan.rounds * 2 - 1) return "done";
  if (index % 2 === 0) return "focus";
  const round = (index + 1) / 2;
  return plan.longBreakEvery > 0 && round % plan.longBreakEvery === 0 ? "long_break" : "break";
};

export const lengthOf = (plan: Plan, index: number): number => {
  switch (kindOf(plan, index)) {
    case "focus":
      return plan.focusMs;
    case "break":
      return plan.breakMs;
    case "long_break":
      return plan.longBreakMs;
    default:
      return 0;
  }
};

/** 1-based round a phase belongs to; a break belongs to the round before it. */
export const roundOf = (index: number): number => Math.floor(index / 2) + 1;

const anchoredKind = (plan: Plan, schedule: Schedule): PhaseKind => {
  if (schedule.lengthMs === 0) return "done";
  // A plan changed meanwhile may have fewer rounds; the phase that already runs is still what it was.
  const kind = kindOf(plan, schedule.index);
  if (kind !== "done") return kind;
  return schedule.index % 2 === 0 ? "focus" : "break";
};

const phase = (index: number, kind: PhaseKind, startedAt: number, lengthMs: number, at: number): Phase =>
  kind === "done"
    ? { index, kind, startedAt, endsAt: null, remainingMs: 0 }
    : { index, kind, startedAt, endsAt: startedAt + lengthMs, remainingMs: startedAt + lengthMs - at };

/** How many phases of an endless plan repeat, and how long they take together. */
const cycle = (plan: Plan) => {
  const phases = plan.longBreakEvery > 0 ? plan.longBreakEvery * 2 : 2;
  let ms = 0;
  for (let index = 0; index < phases; index++) ms += lengthOf(plan, index);
  return { phases, ms };
};

/**
 * The phase of an instant. An instant before the anchor belongs to the anchored phase, so that clocks that differ by
 * a few milliseconds never show another phase.
 */
export const phaseAt = (plan: Plan, schedule: Schedule | null, now: number): Phase => {
  if (schedule === null) return { index: 0, kind: "lobby", startedAt: now, endsAt: null, remainingMs: 0 };
  const at = schedule.pausedAt ?? now;
  const anchored = phase(schedule.index, anchoredKind(plan, schedule), schedule.startedAt, schedule.lengthMs, at);
  if (anchored.endsAt === null || at < anchored.endsAt) {
    return schedule.pausedAt === null || anchored.endsAt === null
      ? anchored
      : { ...anchored, startedAt: anchored.startedAt + (now - at), endsAt: anchored.endsAt + (now - at) };
  }
  let index = schedule.index + 1;
  let startedAt = anchored.endsAt;
  if (plan.rounds === null) {
    const whole = cycle(plan);
    const cycles = Math.floor((at - startedAt) / whole.ms);
    index += cycles * whole.phases;
    startedAt += cycles * whole.ms;
  }
  for (;;) {
    const current = phase(index, kindOf(plan, index), startedAt, lengthOf(plan, index), at);
    if (current.endsAt === null || at < current.endsAt) return current;
    startedAt = current.endsAt;
    index++;
  }
};

/** The schedule whose anchor is the phase of `now`; what every driver command starts from. */
export const reanchor = (plan: Plan, schedule: Schedule, now: number): Schedule => {
  const current = phaseAt(plan, schedule, now);
  if (current.index === schedule.index) return schedule;
  return {
    index: current.index,
    startedAt: current.startedAt,
    lengthMs: lengthOf(plan, current.index),
    pausedAt: null,
  };
};

/** The anchor of the phase after the one of `now`, begun at `now`. */
export const nextPhase = (plan: Plan, schedule: Schedule, now: number): Schedule => {
  const index = phaseAt(plan, schedule, now).index + 1;
  return { index, startedAt: now, lengthMs: lengthOf(plan, index), pausedAt: null };
};
