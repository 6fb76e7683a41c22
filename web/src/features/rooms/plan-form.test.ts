import { describe, expect, test } from "vitest";
import { DEFAULT_PLAN } from "#core/domain/lock-in/plans.ts";
import { Plan } from "#core/protocol/rooms.ts";
import { emptyPlanForm, planFormOf, readPlan } from "./plan-form.ts";

describe("the rhythm of a room", () => {
  test("the first preset is the plan a room has by default", () => {
    expect(readPlan(emptyPlanForm)).toEqual({ ok: true, plan: DEFAULT_PLAN });
  });

  test("what the form accepts the server accepts, at every bound", () => {
    for (const [focus, rest, rounds] of [
      ["1", "1", "1"],
      ["240", "240", "48"],
      ["0,5", "0.1", ""],
      ["90", "15", "3"],
    ] as const) {
      const read = readPlan({ preset: "custom", focus, rest, rounds });
      expect(read.ok && Plan.safeParse(read.plan).success).toBe(true);
    }
  });

  test("empty rounds are endless", () => {
    expect(readPlan({ ...emptyPlanForm, rounds: " " })).toMatchObject({ ok: true, plan: { rounds: null } });
  });

  test("each wrong field is named", () => {
    expect(readPlan({ preset: "custom", focus: "0", rest: "241", rounds: "1.5" })).toEqual({
      ok: false,
      errors: { focus: true, rest: true, rounds: true },
    });
    expect(readPlan({ preset: "custom", focus: "abc", rest: "5", rounds: "2" })).toEqual({
      ok: false,
      errors: { focus: true },
    });
    expect(readPlan({ ...emptyPlanForm, focus: "nonsense" }).ok).toBe(true);
  });

  test("a plan comes back as the form that made it", () => {
    for (const form of [
      emptyPlanForm,
      { preset: "50", focus: "50", rest: "10", rounds: "" },
      { preset: "custom", focus: "40", rest: "8", rounds: "2" },
    ] as const) {
      const read = readPlan(form);
      expect(read.ok && planFormOf(read.plan)).toEqual(form);
    }
  });
});
