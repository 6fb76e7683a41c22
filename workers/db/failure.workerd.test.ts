// A statement that is wrong, and a database that is away, as both databases tell them.
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { logText } from "#core/domain/log-text.ts";
import { openTestApp } from "../api/test-client.ts";
import { openD1, openLibsql } from "./open.ts";
import { isOutage } from "./failure.ts";
import { onBothDatabases } from "./queries/both-databases.ts";

const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => null,
    (error: unknown) => error,
  );

/** D1 as its client sees it while the database cannot be reached. */
const lost = (): Promise<never> => Promise.reject(new Error("D1_ERROR: Network connection lost."));
const statement = { bind: () => statement, all: lost, raw: lost, run: lost, first: lost };
const lostD1 = () => openD1({ prepare: () => statement, batch: lost } as unknown as D1Database);

onBothDatabases("a failed question", (rule) => {
  rule("B26 a wrong statement is no outage", async (d) => {
    const wrong = sql`SELECT nothing FROM nowhere`;
    expect(isOutage(await failureOf(Promise.resolve(d.run(wrong))))).toBe(false);
  });

  rule("B27 a failed question is logged without what was asked with it", async (d) => {
    const failure = (await failureOf(Promise.resolve(d.run(sql`SELECT ${"ada@example.org"} FROM nowhere`)))) as Error;
    for (const text of [String(failure), failure.stack ?? ""]) {
      expect(logText(text)).toContain("nowhere");
      expect(logText(text)).not.toContain("ada@example.org");
    }
  });
});

it.each([
  ["D1 that lost its connection", lostD1],
  ["a libSQL server nobody listens as", () => openLibsql("http://127.0.0.1:1", undefined)],
])("B26 %s is an outage", async (_what, open) => {
  expect(isOutage(await failureOf(Promise.resolve(open().run(sql`SELECT 1`))))).toBe(true);
});

it("B26 while the database is away, answers say when to try again", async () => {
  const answer = await openTestApp({ db: lostD1() })
    .client()
    .send("POST", "/auth/guest", { name: "Ada", timeZone: "Europe/Berlin" });
  expect(answer).toMatchObject({ status: 503, body: { code: "unavailable" } });
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
});
