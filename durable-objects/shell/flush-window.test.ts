// How long a flush waits: nothing in a quiet chat, up to 20 ms under load, no longer than it takes to fill a frame.
import { expect, test } from "vitest";
import { MAX_FLUSH_WINDOW_MS } from "#core/protocol/limits.ts";
import { FlushWindow } from "./flush-window.ts";

const START = 1_000_000;

/** `events` within the last second, each to `readers`. */
const after = (events: number, readers: number): FlushWindow => {
  const window = new FlushWindow();
  for (let index = 0; index < events; index++) window.count(readers, START);
  window.flushed(START);
  return window;
};

test("E23 a chat of two never waits, however much is said at once", () => {
  expect(after(100, 2).waitMs(START, 1)).toBeNull();
  expect(after(100, 2).waitMs(START, 40)).toBeNull();
});

test("E23 the window grows with the deliveries of the last second, and ends with it", () => {
  expect(after(20, 50).waitMs(START, 1)).toBe(2);
  expect(after(40, 50).waitMs(START, 1)).toBe(4);
  expect(after(10_000, 50).waitMs(START, 1)).toBe(MAX_FLUSH_WINDOW_MS);
  expect(after(10_000, 50).waitMs(START + MAX_FLUSH_WINDOW_MS, 1)).toBeNull();
  expect(after(20, 50).waitMs(START + 5_000, 1)).toBeNull();
});

test("E23 a full frame waits only for what is already here", () => {
  expect(after(10_000, 50).waitMs(START, 15)).toBe(MAX_FLUSH_WINDOW_MS);
  expect(after(10_000, 50).waitMs(START, 16)).toBe(0);
});

test("E23 a clock that is set back by an hour lengthens no window", () => {
  const window = after(10_000, 50);
  const setBack = START - 3_600_000;
  expect(window.waitMs(setBack, 1)).toBe(MAX_FLUSH_WINDOW_MS);
  window.count(2, setBack);
  window.flushed(setBack);
  expect(window.waitMs(setBack + 60_000, 1)).toBeNull();
  window.count(2, setBack + 60_000);
  expect(window.waitMs(setBack + 60_000, 1)).toBeNull();
});
