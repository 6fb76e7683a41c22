// E52: whoever speaks and is answered need not ping.
import { expect, test } from "vitest";
import { pingWaitMs, type WireTimes } from "./keep-alive.ts";

const EVERY_MS = 5_000;
const waits = (times: Partial<WireTimes>, now: number) =>
  pingWaitMs({ saidAt: -Infinity, heardAt: -Infinity, pingedAt: -Infinity, ...times }, EVERY_MS, now);

test("E52 a wire that is quiet is pinged every five seconds", () => {
  expect(waits({}, 0)).toBe(0);
  expect(waits({ saidAt: 10_000, heardAt: 10_020, pingedAt: 10_000 }, 11_000)).toBe(4_000);
  expect(waits({ saidAt: 10_000, heardAt: 10_020, pingedAt: 10_000 }, 15_000)).toBe(0);
});

test("E52 what is said and answered stands for a ping", () => {
  expect(waits({ saidAt: 14_000, heardAt: 14_050, pingedAt: 1_000 }, 15_000)).toBe(4_000);
});

test("E52 who only listens pings, for nobody else would know; who only speaks pings, for nothing else would be answered", () => {
  expect(waits({ saidAt: 10_000, heardAt: 14_999, pingedAt: 10_000 }, 15_000)).toBe(0);
  expect(waits({ saidAt: 14_999, heardAt: 10_010, pingedAt: 10_000 }, 15_000)).toBe(0);
});

test("E52 a ping that stays unanswered is not followed by another at once", () => {
  expect(waits({ saidAt: 10_000, heardAt: 1_000, pingedAt: 10_000 }, 12_000)).toBe(3_000);
});

test("E52 a timer that is a little early is no reason for another one", () => {
  expect(waits({ saidAt: 10_000, heardAt: 10_010, pingedAt: 10_000 }, 14_600)).toBe(0);
});
