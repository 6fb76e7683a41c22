// What is said on the wire, frozen: everything exported here is hashed, so that changing it is a decision and not an accident.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { MIN_SUPPORTED_PROTOCOL_VERSION, PROTOCOL_VERSION, SUBPROTOCOL } from "./version.ts";

/**
 * One line per file. If this test fails, something said on the wire has changed. Where an older page or server would no
 * longer understand it, raise PROTOCOL_VERSION and add a line to its history; adding a word nobody had to know is fine.
 * Then write down the new hash.
 */
const FROZEN: Record<string, string> = {
  "attendance.ts": "478bbea4d6db",
  "auth.ts": "10b9c21c8da8",
  "close-codes.ts": "799e942c6623",
  "conversations.ts": "555112992c72",
  "directory.ts": "ad614e081cc7",
  "decks.ts": "1ea13c725683",
  "errors.ts": "f0b336bd0956",
  "frames.ts": "91366c179513",
  "history.ts": "86f017ca11ee",
  "http.ts": "c83bdfb14f3e",
  "identity.ts": "0341d62c861b",
  "ids.ts": "49553df6be2e",
  "inbox.ts": "87884db2672a",
  "jobs.ts": "4f80377779d2",
  "limits.ts": "fb26fb0f39a2",
  "media-limits.ts": "7935a3ba5578",
  "media.ts": "5fc488c69cff",
  "people.ts": "cf13735cd714",
  "projector.ts": "0dcaac6f89a2",
  "rooms.ts": "4b73ddb2b57f",
  "slideshow.ts": "9efc6c8aa7e5",
  "streaks.ts": "62c6c2c1a4e9",
  "users.ts": "4c91c7c42aba",
  "voice.ts": "d8b86658ae26",
};

/** No words: how bytes are counted, and the version itself. */
const NOT_WIRE = new Set(["utf8.ts", "version.ts"]);

const here = import.meta.dirname;
const files = readdirSync(here).filter(
  (file) => file.endsWith(".ts") && !file.includes(".test.") && !NOT_WIRE.has(file),
);

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;

/** Schemas as what may be sent, by name; records of schemas (commands, signals) are gone into. */
const schemasOf = (value: unknown): unknown => {
  if (isSchema(value)) return z.toJSONSchema(value, { io: "input", unrepresentable: "any" });
  if (typeof value === "function") return "function";
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, schemasOf(child)]));
};

/** What has no schema because it is never parsed (frames and events of the server): its types, without comments. */
const typesOf = (source: string): string[] =>
  source
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
    .split(/^(?=export |const |import )/m)
    .filter((part) => /^export (?:type|interface) /.test(part) && !part.includes("z.infer<typeof"))
    .map((part) => part.replaceAll(/\s+/g, " ").trim())
    .toSorted();

const hashOf = async (file: string): Promise<string> => {
  const exported = Object.entries((await import(/* @vite-ignore */ `./${file}`)) as object).toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const said = {
    schemas: exported.map(([name, value]) => [name, schemasOf(value)]),
    types: typesOf(readFileSync(path.join(here, file), "utf8")),
  };
  return createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 12);
};

describe("the wire is frozen", () => {
  test.each(files)("%s", async (file) => {
    const hash = await hashOf(file);
    expect(hash, `"${file}": "${hash}" is what is said now`).toBe(FROZEN[file]);
  });

  test("nothing that is frozen has been forgotten", () => {
    expect(Object.keys(FROZEN).filter((file) => !files.includes(file))).toEqual([]);
  });
});

test("the version has a history, and the subprotocol names it", () => {
  const source = readFileSync(path.join(here, "version.ts"), "utf8");
  const history = [...source.matchAll(/-- Version (\d+):/g)].map(([, version]) => Number(version));
  expect(history).toEqual(Array.from({ length: PROTOCOL_VERSION }, (_, index) => index + 1));
  expect(SUBPROTOCOL).toBe(`lockstep.v${PROTOCOL_VERSION}`);
  expect(MIN_SUPPORTED_PROTOCOL_VERSION).toBeLessThanOrEqual(PROTOCOL_VERSION);
});
