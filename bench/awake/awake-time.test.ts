// Awake time from made-up lives: each moment once, whatever overlaps, and ten seconds in memory behind each.
import { expect, test } from "vitest";
import { awakeMs, eventsIn, inMemoryMs, shortestNapMs, type Stretch, WAKING, wakesIn } from "./awake-time.ts";

const doing = (instance: number, why: string, from: number, to: number): Stretch => ({
  actor: "room",
  instance,
  why,
  from,
  to,
});
const WINDOW = { from: 1_000, to: 601_000 };

const LIFE = [
  doing(1, WAKING, 0, 2),
  doing(1, "alarm", 2, 500),
  // Under way when the window begins, with a timer that outlives it.
  doing(1, "watch", 900, 1_010),
  doing(1, "timer", 1_005, 1_025),
  doing(2, WAKING, 60_000, 60_003),
  doing(2, "auth", 60_003, 60_004),
  doing(2, "watch", 65_000, 65_001),
];

test("a moment counts once, and only inside the window", () => {
  expect(awakeMs(LIFE, WINDOW)).toBe(25 + 3 + 1 + 1);
});

test("an instance stays in memory for ten idle seconds", () => {
  expect(inMemoryMs(LIFE, WINDOW)).toBe(25 + 10_000 + 5_001 + 10_000);
  expect(shortestNapMs(LIFE)).toBe(60_000 - 1_025);
});

test("an instance that another one replaces sooner was gone when that one came", () => {
  const restarted = [doing(1, "watch", 2_000, 2_001), doing(2, WAKING, 5_000, 5_001)];
  expect(inMemoryMs(restarted, WINDOW)).toBe(3_000 + 10_001);
});

test("what woke it is what came behind the waking", () => {
  expect(wakesIn(LIFE, WINDOW)).toEqual({ auth: 1 });
  expect(eventsIn(LIFE, WINDOW)).toEqual({ timer: 1, [WAKING]: 1, auth: 1, watch: 1 });
});
