// What a device says it holds, and what an author may take from it.
import { expect, test } from "vitest";
import { gotOwed, hasArrived, isNewGot, withGot } from "./delivering.ts";

const said = (...users: readonly string[]) => users.map((user, index) => ({ seq: index + 2, user }));

test("C42 a device says what it holds where the newest message is somebody else's, and once", () => {
  expect(gotOwed([], "mara", 0)).toBeNull();
  expect(gotOwed(said("lena", "lena"), "mara", 0)).toBe(3);
  expect(gotOwed(said("lena", "lena"), "mara", 2)).toBe(3);
  expect(gotOwed(said("lena", "lena"), "mara", 3)).toBeNull();
  expect(gotOwed(said("lena", "mara"), "mara", 0)).toBeNull();
});

test("C42 it is news between two only, where it is more than was known, and never of what is not there", () => {
  const saying = { seq: 4, head: 5, known: 3, kind: "direct" } as const;
  expect(isNewGot(saying)).toBe(true);
  expect(isNewGot({ ...saying, known: 4 })).toBe(false);
  expect(isNewGot({ ...saying, seq: 6 })).toBe(false);
  expect(isNewGot({ ...saying, kind: "group" })).toBe(false);
});

test("C42 what was once told stays known, and has arrived where everybody else holds it", () => {
  const got = withGot(withGot({}, "mara", 4), "mara", 3);
  expect(got).toEqual({ mara: 4 });
  expect(withGot(got, "mara", 4)).toBe(got);
  expect([4, 5].map((seq) => hasArrived(seq, ["mara"], got))).toEqual([true, false]);
  expect(hasArrived(4, ["mara", "jonas"], got)).toBe(false);
  expect(hasArrived(4, [], got)).toBe(false);
});
