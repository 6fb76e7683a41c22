// Sizes and lengths as they are read.
import { expect, test } from "vitest";
import { bytesText, lengthText } from "./amounts.ts";

test("sizes take the unit that keeps them short, in the person's language", () => {
  expect(bytesText("en-GB", 125)).toBe("125 bytes");
  expect(bytesText("en-GB", 999_600)).toBe("1 MB");
  expect(bytesText("en-GB", 16_777_216)).toBe("16.8 MB");
  expect(bytesText("de-DE", 5_368_709_120)).toMatch(/^5,4\sGB$/);
  expect(bytesText("en-GB", 523_000_000)).toBe("523 MB");
});

test("lengths are minutes and seconds, with hours where there are any", () => {
  expect([0, 34_000, 59_999, 61_000, 3_600_000, 3_723_000].map(lengthText)).toEqual([
    "0:00",
    "0:34",
    "1:00",
    "1:01",
    "1:00:00",
    "1:02:03",
  ]);
});
