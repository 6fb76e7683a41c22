// How long a flush waits: nothing in a quiet chat, up to 18 ms under load, no longer than it takes to fill a frame.
import { expect, test } from "vitest";
import { FlushWindow } from "./flush-window.ts";

const START = 1_000_000;
const LONGEST_MS = 18;

/** `events` within the last second, each to `readers`. */
const after = (events: number, readers: number): FlushWindow => {
  const window = new FlushWindow();
  for (let index = 0; index < events; index++) window.count(readers, START);
  window.flushed(START, 1);
  return window;
};

test("E23 a chat of two never waits, however much is said at once", () => {
  expect(after(100, 2).waitMs(START, 1, false)).toBeNull();
  expect(after(100, 2).waitMs(START, 40, false)).toBeNull();
});

test("E23 the window grows with the deliveries of the last second, and ends with it", () => {
  expect(after(24, 50).waitMs(START, 1, false)).toBe(3);
  expect(after(48, 50).waitMs(START, 1, false)).toBe(6);
  expect(after(10_000, 50).waitMs(START, 1, false)).toBe(LONGEST_MS);
  expect(after(10_000, 50).waitMs(START + LONGEST_MS - 1, 1, false)).toBe(LONGEST_MS);
  expect(after(10_000, 50).waitMs(START + LONGEST_MS, 1, false)).toBeNull();
  expect(after(20, 50).waitMs(START + 5_000, 1, false)).toBeNull();
});

test("E23 what comes while a window is open waits for its end, however long ago the last flush was", () => {
  expect(after(10_000, 50).waitMs(START + LONGEST_MS, 2, true)).toBe(LONGEST_MS);
  expect(after(10_000, 50).waitMs(START + LONGEST_MS, 16, true)).toBe(0);
});

test("E23 a full frame waits only for what is already here", () => {
  expect(after(10_000, 50).waitMs(START, 15, false)).toBe(LONGEST_MS);
  expect(after(10_000, 50).waitMs(START, 16, false)).toBe(0);
});

test("E23 once it is known how many speak together, a full frame goes with the last of them, and waits briefly for them", () => {
  const window = after(10_000, 50);
  window.flushed(START, 80);
  expect(window.waitMs(START, 15, false)).toBe(LONGEST_MS);
  expect(window.waitMs(START, 79, false)).toBe(3);
  expect(window.waitMs(START, 80, false)).toBeNull();
});

test("E23 every sixteenth full frame takes what is there, and so learns that more have come", () => {
  const window = after(10_000, 50);
  for (let frame = 0; frame < 16; frame++) {
    expect(window.waitMs(START, 80, false)).toBe(frame === 0 ? 0 : null);
    window.flushed(START, 80);
  }
  expect(window.waitMs(START, 80, false)).toBe(0);
  window.flushed(START, 200);
  expect(window.waitMs(START, 80, false)).toBe(3);
  expect(window.waitMs(START, 200, false)).toBeNull();
});

test("E23 a frame that is cut short lowers what is waited for by a quarter, a quiet one forgets it", () => {
  const window = after(10_000, 50);
  window.flushed(START, 80);
  window.flushed(START, 20);
  expect(window.waitMs(START, 59, false)).toBe(3);
  expect(window.waitMs(START, 60, false)).toBeNull();
  window.flushed(START, 15);
  expect(window.waitMs(START, 60, false)).toBe(0);
});

test("E23 a clock that is set back by an hour lengthens no window", () => {
  const window = after(10_000, 50);
  const setBack = START - 3_600_000;
  expect(window.waitMs(setBack, 1, false)).toBe(LONGEST_MS);
  window.count(2, setBack);
  window.flushed(setBack, 1);
  expect(window.waitMs(setBack + 60_000, 1, false)).toBeNull();
  window.count(2, setBack + 60_000);
  expect(window.waitMs(setBack + 60_000, 1, false)).toBeNull();
});
