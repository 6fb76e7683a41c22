// Ten thousand lives: flights, clock changes, the date line, late and repeated delivery. Nobody loses unfairly, nobody gains twice.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance } from "./advance.ts";
import { isKept } from "./judge.ts";
import { foldMarks } from "./totals.ts";
import { viewDays, viewStreak } from "./view.ts";
import { dateOfNumber, dayNumber, receiptOf, StreakOf, TICK_MS } from "./world.fixture.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TICKS_PER_DAY = DAY_MS / TICK_MS;
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = Number(process.env["RUNS"] ?? 10_000);

const ZONES = [
  "Europe/Berlin",
  "America/Los_Angeles",
  "America/New_York",
  "America/St_Johns",
  "America/Havana",
  "America/Santiago",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Asia/Beirut",
  "Asia/Tokyo",
  "Australia/Sydney",
  "Australia/Lord_Howe",
  "Antarctica/Troll",
  "Pacific/Auckland",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Pacific/Honolulu",
  "Pacific/Niue",
  "Pacific/Apia",
];

const zone = fc.constantFrom(...ZONES);
/** Half of the people commute across the date line: there dates come twice, go missing, or are short three times a week. */
const farApart = fc.constantFrom("Pacific/Kiritimati", "Pacific/Niue", "Pacific/Auckland", "Pacific/Honolulu");
const flightsBetween = (to: fc.Arbitrary<string>, min: number, max: number, maxLength: number) =>
  fc.array(fc.record({ afterTicks: fc.integer({ min, max }), to }), { maxLength });

/** A start somewhere in 2026, so that every switch of the year is crossed by somebody. */
const life = fc.record({
  startTick: fc.nat({ max: 330 * TICKS_PER_DAY }),
  home: zone,
  days: fc.integer({ min: 4, max: 24 }),
  dayStart: fc.constantFrom("00:00", "00:00", "03:00", "04:00", "12:00"),
  flights: fc.oneof(flightsBetween(zone, 2, 800, 8), flightsBetween(farApart, 20, 120, 16)),
  luck: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 64, maxLength: 64 }),
});

type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;
type Delivery = { readonly at: number; readonly order: number; readonly deliver: () => void };

const inOrder = (deliveries: readonly Delivery[]): readonly Delivery[] =>
  deliveries.toSorted((one, other) => one.at - other.at || one.order - other.order);

/** Where the person is, quarter hour by quarter hour, and which day number each of them belongs to. */
const livedBy = ({ startTick, home, days, dayStart, flights }: Life) => {
  const startAt = Date.UTC(2026, 0, 1) + startTick * TICK_MS;
  const dayStartMs = Number(dayStart.slice(0, 2)) * HOUR_MS;
  const moves = new Map<number, string>();
  let tick = 0;
  for (const { afterTicks, to } of flights) {
    tick += afterTicks;
    moves.set(tick, to);
  }
  let timeZone = home;
  const ticksOf = new Map<number, { at: number; timeZone: string }[]>();
  const zoneChanges: { at: number; timeZone: string }[] = [];
  const whereabouts: { at: number; timeZone: string }[] = [];
  const livedTicks = new Map<number, number>();
  // They were at home before the story begins, and stay where it ends: its first and last dates are as long as they were.
  for (let index = -2 * TICKS_PER_DAY; index < (days + 2) * TICKS_PER_DAY; index += 1) {
    const at = startAt + index * TICK_MS;
    const isOver = index >= days * TICKS_PER_DAY;
    const to = isOver ? undefined : moves.get(index);
    if (to !== undefined && to !== timeZone) {
      timeZone = to;
      zoneChanges.push({ at, timeZone });
    }
    const day = dayNumber(at, timeZone, dayStartMs);
    livedTicks.set(day, (livedTicks.get(day) ?? 0) + 1);
    if (index < 0 || isOver) continue;
    const ticks = ticksOf.get(day) ?? [];
    ticks.push({ at, timeZone });
    ticksOf.set(day, ticks);
    whereabouts.push({ at, timeZone });
  }
  /** When a day is over in every zone it was lived in so far and in the one current then. */
  const closeOf = (day: number): number => {
    const zones = new Set<string>();
    const from = ticksOf.get(day)?.[0]?.at ?? startAt;
    for (const { at, timeZone } of whereabouts) {
      if (at < from) continue;
      if (dayNumber(at, timeZone, dayStartMs) === day) zones.add(timeZone);
      if ([timeZone, ...zones].every((zone) => dayNumber(at, zone, dayStartMs) > day)) return at;
    }
    return startAt + days * DAY_MS;
  };
  return { startAt, endAt: startAt + days * DAY_MS, ticksOf, livedTicks, zoneChanges, home, closeOf };
};

/** The days this person must act on, and those they may let go. */
const duties = (
  ticksOf: ReadonlyMap<number, readonly unknown[]>,
  livedTicks: ReadonlyMap<number, number>,
  luck: () => number,
): number[] => {
  const numbers = [...ticksOf.keys()];
  const first = Math.min(...numbers);
  const last = Math.max(...numbers);
  const acted: number[] = [];
  const travelled: number[] = [];
  for (let day = first; day <= last; day += 1) {
    const lived = livedTicks.get(day) ?? 0;
    const excused = travelled.filter((other) => other > day - 7).length < 2;
    // The first date is where the streak begins, so it is acted on, however short.
    if (lived === 0) travelled.push(day);
    else if (day === first || lived >= TICKS_PER_DAY / 2 || !excused || luck() < 0.5) acted.push(day);
    else travelled.push(day);
  }
  return acted;
};

const dice = (values: readonly number[]) => {
  let index = 0;
  return (): number => values[index++ % values.length] ?? 0;
};

/** Twenty seconds on a quiet machine. */
const TIMEOUT_MS = 240_000;
const options = { numRuns: RUNS, seed: SEED };

describe(`random lives (seed ${SEED}, ${RUNS} runs)`, () => {
  test(
    "whoever acts on every lived day never loses, however they fly, sync and repeat",
    () => {
      fc.assert(
        fc.property(life, (person) => {
          const luck = dice(person.luck);
          const { startAt, endAt, ticksOf, livedTicks, zoneChanges, home, closeOf } = livedBy(person);
          const streak = new StreakOf();
          streak.set(startAt - 3 * DAY_MS, { timeZone: home, dayStart: person.dayStart });
          const acted = duties(ticksOf, livedTicks, luck);
          const deliveries: Delivery[] = zoneChanges.map(({ at, timeZone }, order) => ({
            at,
            order,
            deliver: () => streak.set(at, { timeZone }),
          }));
          for (const [index, day] of acted.entries()) {
            const ticks = ticksOf.get(day) ?? [];
            const tick = ticks[Math.floor(luck() * ticks.length)];
            if (tick === undefined) throw new Error("a duty without a moment");
            const composedAt = tick.at + Math.floor(luck() * TICK_MS);
            const latest = closeOf(day) + 48 * HOUR_MS;
            const first = composedAt + Math.floor(luck() ** 3 * (latest - composedAt));
            // The first one starts the streak; it is there at once so that what comes before it is not history.
            const receivedAt = index === 0 ? composedAt : first;
            const byRoom = luck() < 0.3;
            const receipt = receiptOf(index + 1, composedAt, 25);
            const deliver = (now: number) => () => {
              if (byRoom) streak.receive(now, receipt);
              else streak.checkIn(now, { composedAt, timeZone: tick.timeZone, n: index + 1 });
            };
            const arrival = byRoom ? Math.max(receivedAt, receipt.to) : receivedAt;
            deliveries.push({ at: arrival, order: 100 + index, deliver: deliver(arrival) });
            if (luck() < 0.3) {
              const again = arrival + Math.floor(luck() * 3 * DAY_MS);
              deliveries.push({ at: again, order: 200 + index, deliver: deliver(again) });
            }
          }
          for (const { deliver } of inOrder(deliveries)) deliver();
          const now = endAt + 8 * DAY_MS;
          const state = streak.at(now);
          const [firstDay = 0] = acted;
          const lastDay = acted.at(-1) ?? firstDay;
          const states = viewDays(state, now, dateOfNumber(firstDay), dateOfNumber(lastDay), new Map());
          const kept = states.filter((day) => day.state === "kept").map((day) => day.on);
          expect(kept).toEqual(acted.map(dateOfNumber));
          expect(states.filter((day) => day.state !== "kept" && day.state !== "travel")).toEqual([]);
          expect(viewStreak(state, now).longest).toBe(acted.length);
        }),
        options,
      );
    },
    TIMEOUT_MS,
  );

  test(
    "nobody gains more than one day per distinct date, however they set clocks, zones and day starts",
    () => {
      const chaos = fc.record({
        startTick: fc.nat({ max: 340 * TICKS_PER_DAY }),
        deeds: fc.array(
          fc.record({
            kind: fc.constantFrom("act", "act", "act", "move", "day_start", "attend"),
            gapMs: fc.integer({ min: 0, max: 40 * HOUR_MS }),
            timeZone: zone,
            backMs: fc.constantFrom(0, 0, HOUR_MS, 20 * HOUR_MS, 60 * HOUR_MS),
            again: fc.boolean(),
            dayStart: fc.constantFrom("00:00", "04:30", "12:00"),
          }),
          { minLength: 1, maxLength: 25 },
        ),
      });
      fc.assert(
        fc.property(chaos, ({ startTick, deeds }) => {
          const streak = new StreakOf();
          let now = Date.UTC(2026, 0, 1) + startTick * TICK_MS;
          streak.set(now - 3 * DAY_MS, { timeZone: "Europe/Berlin" });
          const dates = new Set<string>();
          for (const [index, deed] of deeds.entries()) {
            now += deed.gapMs;
            for (let time = 0; time < (deed.again ? 2 : 1); time += 1) {
              if (deed.kind === "move") streak.set(now, { timeZone: deed.timeZone });
              else if (deed.kind === "day_start") streak.set(now, { dayStart: deed.dayStart });
              else {
                const moment = now - deed.backMs;
                const on =
                  deed.kind === "act"
                    ? streak.checkIn(now, { composedAt: moment, timeZone: deed.timeZone, n: index + 1 })
                    : streak.receive(now, receiptOf(index + 1, moment - HOUR_MS, 30));
                if (/^\d{4}-/.test(on)) dates.add(on);
              }
            }
          }
          const later = now + 10 * DAY_MS;
          const state = streak.at(later);
          const kept = state.days.filter(isKept).map((day) => day.on);
          expect(new Set(kept).size).toBe(kept.length);
          expect(viewStreak(state, later).longest).toBeLessThanOrEqual(dates.size);
          expect([...state.calendar.marks].filter((mark) => mark === "k").length).toBeLessThanOrEqual(kept.length);
          // Looking in between, at any moment, changes nothing; and the totals are the fold of the calendar.
          let looked = streak.state;
          for (let moment = now; moment < later; moment += 7 * HOUR_MS) looked = advance(looked, moment);
          expect(advance(looked, later)).toEqual(state);
          expect(foldMarks(state.calendar)).toEqual(state.totals);
        }),
        options,
      );
    },
    TIMEOUT_MS,
  );
});
