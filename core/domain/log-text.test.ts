// Parameters of failed queries stay out of logs.
import { expect, test } from "vitest";
import { logText } from "./log-text.ts";

const QUERY = "Failed query: select ? from people";

test("B27 parameters are cut off, however many lines they have, and the stack stays", () => {
  expect(logText(`${QUERY}\nparams: ada@example.org,a\n  poem`)).toBe(QUERY);
  expect(logText(`Error: ${QUERY}\nparams: Ada,x\ny\n    at one (a.ts:1:2)\n    at two`)).toBe(
    `Error: ${QUERY}\n    at one (a.ts:1:2)\n    at two`,
  );
});

test("B27 what has none is left as it is", () => {
  expect(logText("Error: no\n    at one")).toBe("Error: no\n    at one");
});
