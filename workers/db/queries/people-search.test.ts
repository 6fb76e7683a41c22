// Search against a real full-text index: strange names and strange questions are text, never syntax.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { prefixQuery, searchTokens } from "#core/domain/search-tokens.ts";
import { Bio, Handle } from "#core/protocol/people.ts";
import { UserName } from "#core/protocol/users.ts";

const corpora = process.env["CORPORA_DIR"] ?? path.resolve(import.meta.dirname, "../../../../shared/corpora");
const file = path.join(corpora, "text-abuse/blns.json");
const strings = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { s: string }[]).map(({ s }) => s) : [];

const openIndex = (names: readonly string[]): ((query: string) => number[]) => {
  const db = new DatabaseSync(":memory:");
  const migration = readFileSync(path.resolve(import.meta.dirname, "../../../migrations/0006_people.sql"), "utf8");
  db.exec(migration);
  const insert = db.prepare("INSERT INTO people_search (rowid, tokens) VALUES (?, ?)");
  for (const [row, name] of names.entries()) insert.run(row + 1, searchTokens(name).join(" "));
  const find = db.prepare("SELECT rowid FROM people_search WHERE people_search MATCH ?");
  return (query) => find.all(query).map(({ rowid }) => Number(rowid) - 1);
};

describe.skipIf(strings.length === 0)(`N7 naughty strings (needs CORPORA_DIR)`, () => {
  test("asked for, none breaks the index; as a name, each that has a word is found by itself and by its first characters", () => {
    const find = openIndex(strings);
    for (const [row, name] of strings.entries()) {
      const query = prefixQuery(name);
      if (query === null) expect(searchTokens(name)).toEqual([]);
      else expect(find(query), name).toContain(row);
      const [first] = searchTokens(name);
      const begun = first === undefined ? null : prefixQuery([...first].slice(0, 2).join(""));
      if (begun !== null) expect(find(begun), name).toContain(row);
    }
  });

  test("a name or bio is kept as it was written, or refused; what is kept as a handle is harmless", () => {
    let kept = 0;
    for (const text of strings) {
      const [name, bio, handle] = [UserName.safeParse(text), Bio.safeParse(text), Handle.safeParse(text)];
      if (name.success) expect(name.data).toBe(text.trim());
      if (bio.success) expect(bio.data).toBe(text.trim());
      if (handle.success) expect(handle.data).toMatch(/^[a-z0-9_]{3,30}$/);
      if (name.success && bio.success) kept += 1;
    }
    expect(kept).toBeGreaterThan(100);
  });
});
