// The rhythm as a form: two presets, or one's own minutes. Pure.
import type { Plan } from "#core/protocol/rooms.ts";

const MINUTE_MS = 60_000;

export type PlanForm = {
  readonly preset: "25" | "50" | "custom";
  readonly focus: string;
  readonly rest: string;
  /** Empty is endless. */
  readonly rounds: string;
};

export type PlanErrors = Readonly<Partial<Record<"focus" | "rest" | "rounds", true>>>;

export const PRESETS = {
  "25": { focus: 25, rest: 5, longRest: 15 },
  "50": { focus: 50, rest: 10, longRest: 20 },
} as const;

export const emptyPlanForm: PlanForm = { preset: "25", focus: "25", rest: "5", rounds: "4" };

export const planFormOf = (plan: Plan): PlanForm => {
  const focus = plan.focusMs / MINUTE_MS;
  const rest = plan.breakMs / MINUTE_MS;
  const preset = (["25", "50"] as const).find((key) => PRESETS[key].focus === focus && PRESETS[key].rest === rest);
  return {
    preset: preset ?? "custom",
    focus: String(focus),
    rest: String(rest),
    rounds: plan.rounds === null ? "" : String(plan.rounds),
  };
};

const minutesOf = (typed: string): number | null => {
  const minutes = Number(typed.trim().replace(",", "."));
  return typed.trim() !== "" && minutes >= 1 / 60 && minutes <= 240 ? minutes : null;
};

const roundsOf = (typed: string): number | null | undefined => {
  if (typed.trim() === "") return null;
  const rounds = Number(typed);
  return Number.isInteger(rounds) && rounds >= 1 && rounds <= 48 ? rounds : undefined;
};

const ms = (minutes: number) => Math.round(minutes * MINUTE_MS);

export const readPlan = (form: PlanForm): { ok: true; plan: Plan } | { ok: false; errors: PlanErrors } => {
  const preset = form.preset === "custom" ? null : PRESETS[form.preset];
  const focus = preset?.focus ?? minutesOf(form.focus);
  const rest = preset?.rest ?? minutesOf(form.rest);
  const rounds = roundsOf(form.rounds);
  if (focus === null || rest === null || rounds === undefined) {
    return {
      ok: false,
      errors: {
        ...(focus === null && { focus: true }),
        ...(rest === null && { rest: true }),
        ...(rounds === undefined && { rounds: true }),
      },
    };
  }
  const longRest = preset?.longRest ?? Math.min(240, rest * 3);
  return {
    ok: true,
    plan: { focusMs: ms(focus), breakMs: ms(rest), longBreakMs: ms(longRest), longBreakEvery: 4, rounds },
  };
};
