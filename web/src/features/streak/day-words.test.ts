import { describe, expect, test } from "vitest";
import type { DayEvidence, DayExplanation } from "#core/protocol/streaks.ts";
import { en } from "#web/messages/en.ts";
import { createFormats } from "#web/messages/formats.ts";
import { boundsOf, dayLabel, evidenceLine, verdictOf } from "./day-words.ts";

const words = { t: en, format: createFormats("en-GB") };
const from = Date.UTC(2026, 10, 18, 3);
const day: DayExplanation = {
  on: "2026-11-18",
  state: "kept",
  today: false,
  level: 4,
  minutes: 148,
  source: "verified",
  final: true,
  reason: "together_long_enough",
  bounds: { from, to: from + 86_400_000, timeZones: ["Europe/Berlin"], livedMs: 86_400_000 },
  finalAt: from + 3 * 86_400_000,
  evidence: [],
};

describe("a day in words", () => {
  test("says its state in its label", () => {
    expect(dayLabel("2026-11-10", "freeze", words)).toBe("Tuesday 10 November: freeze spent");
  });

  test("a kept day tells its minutes, one kept by a check-in alone does not", () => {
    expect(verdictOf(day, words)).toBe("Kept, 2 h 28 min together");
    expect(verdictOf({ ...day, minutes: 0 }, words)).toBe("Kept");
    expect(verdictOf({ ...day, state: "missed" }, words)).toBe("Missed");
  });

  test("bounds are told in the zone of the day, with what is still open", () => {
    expect(boundsOf(day, words)).toBe("This day ran from 04:00 to 04:00 in Berlin. It is final.");
    expect(boundsOf({ ...day, today: true, final: false, finalAt: null }, words)).toBe(
      "This day runs from 04:00 to 04:00 in Berlin.",
    );
    expect(boundsOf({ ...day, bounds: null }, words)).toBeNull();
    const flown = {
      ...day,
      bounds: { from, to: from + 1, timeZones: ["Europe/Berlin", "America/New_York"], livedMs: 1 },
    };
    expect(boundsOf(flown, words)).toContain("in Berlin and New York.");
  });

  test("evidence is told in people's words", () => {
    const receipt: DayEvidence = {
      kind: "receipt",
      at: from,
      id: "r",
      room: "room_1",
      phase: 2,
      to: from + 1,
      activeMs: 48 * 60_000,
      copresent: 3,
      claimedFrom: null,
    };
    const titled = evidenceLine(receipt, 0, () => "Thesis hours", words);
    expect(titled).toMatchObject({
      what: "Thesis hours, round 2",
      amount: "48 min",
      note: "With 3 others",
      selfReported: false,
    });
    expect(evidenceLine({ ...receipt, claimedFrom: "usr_g" }, 0, () => null, words)).toMatchObject({
      what: "A room, round 2",
      note: "With 3 others. Attended as a guest.",
    });
    const said: DayEvidence = {
      kind: "check_in",
      at: from,
      receivedAt: from,
      timeZone: "Europe/Berlin",
      goalId: null,
      late: true,
    };
    expect(evidenceLine(said, 1, () => null, words)).toMatchObject({
      what: "Check-in",
      amount: "Self-reported",
      selfReported: true,
      note: "It arrived later.",
    });
    expect(evidenceLine({ kind: "rest_days_changed", at: from, to: [7] }, 2, () => null, words).what).toBe(
      "Rest days, now Sunday",
    );
    expect(
      evidenceLine({ kind: "zone_changed", at: from, from: "Europe/Berlin", to: "Asia/Tokyo" }, 3, () => null, words)
        .what,
    ).toBe("Time zone, Berlin to Tokyo");
  });
});
