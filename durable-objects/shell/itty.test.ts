// itty-durable has one door; a second import of it would be a hole.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");

test("only shell/itty.ts imports itty-durable", () => {
  const importers = ["core", "durable-objects", "workers", "web/src"].flatMap((room) =>
    readdirSync(path.join(ROOT, room), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
      .map((file) => path.join(room, file))
      .filter((file) => /from\s+["']itty-durable/.test(readFileSync(path.join(ROOT, file), "utf8"))),
  );
  expect(importers).toEqual(["durable-objects/shell/itty.ts"]);
});
