import { expect, test } from "vitest";
import { nextPath } from "./after-sign-in.ts";

test("after signing in one only ever lands inside the app", () => {
  expect(nextPath("")).toBe("/");
  expect(nextPath("?next=%2Fstreak%3Fon%3D1")).toBe("/streak?on=1");
  for (const evil of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    expect(nextPath(`?next=${encodeURIComponent(evil)}`)).toBe("/");
  }
});
