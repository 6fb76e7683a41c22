// What a room in a list shows of its clock: pure, from plan and schedule, at an instant.
import { phaseAt, type Phase, roundOf } from "#core/domain/lock-in/schedule.ts";
import type { Plan, Schedule } from "#core/protocol/rooms.ts";

export type ClockView = {
  readonly phase: Phase;
  readonly round: number;
  readonly paused: boolean;
  /** How much of the phase is over, 0 to 1; null where nothing runs. */
  readonly fraction: number | null;
};

/** A phase's full length: what was running when it was anchored may have been extended. */
const lengthOf = (phase: Phase): number => (phase.endsAt === null ? 0 : phase.endsAt - phase.startedAt);

export const clockViewOf = (phase: Phase, paused: boolean): ClockView => {
  const length = lengthOf(phase);
  return {
    phase,
    round: roundOf(phase.index),
    paused,
    fraction: length === 0 ? null : Math.min(1, Math.max(0, 1 - phase.remainingMs / length)),
  };
};

export const clockView = (room: { plan: Plan; schedule: Schedule | null }, now: number): ClockView =>
  clockViewOf(phaseAt(room.plan, room.schedule, now), room.schedule !== null && room.schedule.pausedAt !== null);

const minutes = (ms: number) => Math.round(ms / 6_000) / 10;

/** "25 and 5": the rhythm in minutes. */
export const rhythmOf = (plan: Plan): readonly [focus: number, rest: number] => [
  minutes(plan.focusMs),
  minutes(plan.breakMs),
];
