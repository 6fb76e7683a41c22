// Pictures side by side: every one of them, in order, in places that are known before they are loaded.
import { expect, test } from "vitest";
import { aspectOf, GRID_WIDTH_PX, gridHeightPx, gridWidthPx, pictureRows } from "./picture-rows.ts";

const picture = (width: number, height: number) => ({ width, height });

test("one to ten pictures stand in rows of at most three, none lost, none twice", () => {
  for (let count = 1; count <= 10; count++) {
    const pictures = Array.from({ length: count }, (_, index) => picture(100 + index, 100));
    const rows = pictureRows(pictures);
    expect(rows.flat()).toEqual(pictures);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(3);
  }
  expect(pictureRows([])).toEqual([]);
  expect(gridHeightPx([])).toBe(0);
});

test("what is very long or wide is cut to a shape that fits; what has no size is square", () => {
  expect(aspectOf(picture(10_000, 10))).toBe(1.9);
  expect(aspectOf(picture(10, 10_000))).toBe(0.6);
  expect(aspectOf({ width: null, height: null })).toBe(1);
});

test("one picture keeps its own shape, and is never wider than the grid", () => {
  expect(gridWidthPx([picture(600, 800)])).toBe(255);
  expect(gridWidthPx([picture(1_600, 900)])).toBe(GRID_WIDTH_PX);
  expect(Math.round(gridHeightPx([picture(800, 800)]))).toBe(344);
});
