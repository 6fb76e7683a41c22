// What is stored of a text, and what finds it.
import { describe, expect, test } from "vitest";
import { prefixQuery, searchTokens } from "./search-tokens.ts";

describe("tokens", () => {
  test.each([
    ["Ada Lovelace", ["ada", "lovelace"]],
    ["ADA-Łucja O'Brien", ["ada", "łucja", "o", "brien"]],
    ["山田太郎", ["山田", "田太", "太郎", "郎"]],
    ["田中 Ken", ["田中", "中", "ken"]],
    ["ｋｅｎ", ["ken"]],
    ["김철수", ["김철", "철수", "수"]],
    ["สวัสดี", ["สว", "วั", "ัส", "สด", "ดี"]],
    ["a ˙ b", ["a", "b"]],
    ["🦊", []],
    ["", []],
  ])("of %j are %j", (text, tokens) => {
    expect(searchTokens(text)).toEqual(tokens);
  });

  test.each([
    ["ad lov", '"ad"* AND "lov"*'],
    ["山田", '"山田"*'],
    ["山", '"山"*'],
    ["山田太", '"山田"* AND "田太"*'],
    ['" OR * NEAR(', '"or"* AND "near"*'],
    ["' -- %", null],
  ])("of the query %j are %j", (text, query) => {
    expect(prefixQuery(text)).toBe(query);
  });
});
