// What an isolate remembers of ids.
import { expect, test } from "vitest";
import { RecentIds } from "./recent-ids.ts";

test("the oldest id is forgotten when there are too many", () => {
  const ids = new RecentIds(2);
  for (const id of ["a", "b", "b", "c"]) ids.add(id);
  expect(["a", "b", "c"].map((id) => ids.has(id))).toEqual([false, true, true]);
});
