// A day in words, for labels, verdicts and the evidence behind them.
import type { DayEvidence, DayExplanation, DayState } from "#core/protocol/streaks.ts";
import type { Messages } from "#web/messages/en.ts";
import { type Formats, zoneName } from "#web/messages/formats.ts";

type Words = { readonly t: Messages; readonly format: Formats };

export const dayLabel = (on: string, state: DayState, { t, format }: Words): string =>
  t.streak.dayLabel(format.date(on), t.streak.state[state]);

export const verdictOf = (day: DayExplanation, { t }: Words): string =>
  day.state === "kept" && day.minutes > 0 ? t.streak.keptWith(t.minutes(day.minutes)) : t.streak.verdict[day.state];

/** "This day ran from 04:00 to 04:00 in Berlin. It is final." */
export const boundsOf = (day: DayExplanation, { t, format }: Words): string | null => {
  if (day.bounds === null) return null;
  const { from, to, timeZones } = day.bounds;
  const first = timeZones[0];
  const last = timeZones.at(-1);
  if (first === undefined || last === undefined) return null;
  const zones = format.list([...new Set(timeZones.map(zoneName))]);
  const say =
    day.state === "open" || day.state === "future" || (day.today && !day.final)
      ? t.streak.runsFromTo
      : t.streak.ranFromTo;
  const ran = say(format.time(from, first), format.time(to, last), zones);
  if (day.final && day.finalAt !== null) return `${ran} ${t.streak.isFinal}`;
  return day.finalAt === null ? ran : `${ran} ${t.streak.finalAt(format.when(day.finalAt))}`;
};

export type EvidenceLine = {
  readonly key: string;
  readonly at: number;
  readonly what: string;
  readonly amount: string | null;
  readonly selfReported: boolean;
  readonly note: string | null;
};

/** `roomTitle` knows the rooms one may still see; others stay "a room". */
export const evidenceLine = (
  evidence: DayEvidence,
  index: number,
  roomTitle: (id: string) => string | null,
  words: Words,
): EvidenceLine => {
  const { t, format } = words;
  const line = (what: string, note: string | null = null): EvidenceLine => ({
    key: `${evidence.kind}-${evidence.at}-${index}`,
    at: evidence.at,
    what,
    amount: null,
    selfReported: false,
    note,
  });
  switch (evidence.kind) {
    case "receipt": {
      const room = roomTitle(evidence.room) ?? t.streak.aRoom;
      const note = t.streak.copresent(evidence.copresent);
      return {
        ...line(t.streak.roundIn(room, Math.floor(evidence.phase / 2) + 1)),
        amount: t.minutes(Math.max(1, Math.round(evidence.activeMs / 60_000))),
        note: evidence.claimedFrom === null ? note : `${note}. ${t.streak.asGuest}.`,
      };
    }
    case "check_in":
      return {
        ...line(t.streak.checkIn, evidence.late ? t.streak.late : null),
        amount: t.streak.selfReported,
        selfReported: true,
      };
    case "zone_changed":
      return line(
        evidence.from === evidence.to
          ? t.streak.zoneSet(zoneName(evidence.to))
          : t.streak.zoneChanged(zoneName(evidence.from), zoneName(evidence.to)),
      );
    case "day_start_changed":
      return line(t.streak.dayStartChanged(evidence.to));
    case "rest_days_changed":
      return line(
        t.streak.restDaysChanged(
          evidence.to.length === 0 ? t.streak.noRestDays : format.list(evidence.to.map(format.weekdayName)),
        ),
      );
    case "freeze_planned":
      return line(t.streak.freezePlanned);
    case "freeze_spent":
      return line(t.streak.freezeSpent);
    case "imported":
      return line(t.streak.imported(evidence.source));
  }
};
