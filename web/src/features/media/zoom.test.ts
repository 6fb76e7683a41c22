// Zooming: the point under the finger stays, the picture never leaves the stage, a stroke across turns the page.
import { assert, double, integer, property, record } from "fast-check";
import { expect, test } from "vitest";
import { fitInto, LARGEST, moved, settled, swipeOf, WHOLE, zoomedAt } from "./zoom.ts";

const stage = { width: 390, height: 700 };
const point = record({ x: integer({ min: -195, max: 195 }), y: integer({ min: -350, max: 350 }) });

test("the point under the finger stays under it, between one and eight times", () => {
  assert(
    property(point, double({ min: 0.1, max: 20, noNaN: true }), (at, factor) => {
      const view = zoomedAt({ scale: 2, x: 30, y: -40 }, factor, at);
      expect(view.scale).toBeGreaterThanOrEqual(1);
      expect(view.scale).toBeLessThanOrEqual(LARGEST);
      expect((at.x - view.x) / view.scale).toBeCloseTo((at.x - 30) / 2, 6);
      expect((at.y - view.y) / view.scale).toBeCloseTo((at.y + 40) / 2, 6);
    }),
  );
});

test("however it is pulled, the picture covers the stage where it can and rests in its middle where it cannot", () => {
  const fit = { width: 390, height: 260 };
  assert(
    property(point, double({ min: 0.5, max: 9, noNaN: true }), (by, scale) => {
      const view = settled(moved({ scale, x: 0, y: 0 }, by), fit, stage);
      expect(Math.abs(view.x)).toBeLessThanOrEqual(Math.max(0, (fit.width * view.scale - stage.width) / 2) + 1e-9);
      if (fit.height * view.scale <= stage.height) expect(Math.abs(view.y)).toBe(0);
    }),
  );
  expect(settled({ scale: 0.4, x: 90, y: 9 }, fit, stage)).toEqual(WHOLE);
});

test("a picture fits into the stage and is never blown up", () => {
  expect(fitInto({ width: 1_200, height: 800 }, stage)).toEqual({ width: 390, height: 260 });
  expect(fitInto({ width: 40, height: 20 }, stage)).toEqual({ width: 40, height: 20 });
});

test("a long or quick stroke across is the next or the previous one; up, down and hesitating is neither", () => {
  expect(swipeOf({ x: -80, y: 10 }, 900)).toBe(1);
  expect(swipeOf({ x: 80, y: 10 }, 900)).toBe(-1);
  expect(swipeOf({ x: -30, y: 2 }, 50)).toBe(1);
  expect(swipeOf({ x: -30, y: 2 }, 900)).toBe(0);
  expect(swipeOf({ x: -80, y: 70 }, 100)).toBe(0);
});
