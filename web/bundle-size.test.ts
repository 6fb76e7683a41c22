// The closure over a manifest, and the real build where there is one.
import { describe, expect, test } from "vitest";
import { DIST, filesOf, isBuilt, measure } from "./bundle-size.ts";

const manifest = {
  "index.html": { file: "assets/index.js", isEntry: true, imports: ["_react.js"] },
  "_react.js": { file: "assets/react.js" },
  "src/page.tsx": { file: "assets/page.js", imports: ["_react.js", "_shared.js"] },
  "_shared.js": { file: "assets/shared.js", imports: ["src/page.tsx"] },
  "src/later.tsx": { file: "assets/later.js" },
};

describe("the first load", () => {
  test("is the entry and the page with everything they import, each file once, nothing that comes later", () => {
    expect([...filesOf(manifest, ["src/page.tsx"])].toSorted()).toEqual([
      "assets/index.js",
      "assets/page.js",
      "assets/react.js",
      "assets/shared.js",
    ]);
  });

  test("a page that the build does not know is an error, not nothing", () => {
    expect(() => filesOf(manifest, ["src/gone.tsx"])).toThrow("src/gone.tsx");
  });

  test.skipIf(!isBuilt())("is within its budget in the build that is here (skipped before `npm run build`)", () => {
    for (const { page, bytes, maxBytes } of measure(DIST)) expect([page, bytes <= maxBytes]).toEqual([page, true]);
  });
});
