import { createClient } from "@libsql/client/web";
import { describe, expect, it } from "vitest";
import { freePort } from "./free-port.ts";
import { migrateLibsql } from "./libsql.ts";
import { ensureSqld, startSqld } from "./sqld.ts";

const binary = await ensureSqld();

describe.skipIf(binary === null && !process.env["CI"])("migrations on libSQL", () => {
  it("run each once, in order, and leave the same tables as on D1", async () => {
    if (binary === null) throw new Error("CI must have sqld");
    const sqld = await startSqld(binary, await freePort());
    try {
      const first = await migrateLibsql(sqld.url);
      expect(first).toEqual(first.toSorted());
      expect(first[0]).toBe("0001_accounts.sql");
      expect(await migrateLibsql(sqld.url)).toEqual([]);
      const { rows } = await createClient({ url: sqld.url }).execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'",
      );
      const tables = rows.map((row) => row["name"]);
      for (const table of ["users", "refresh_tokens", "rooms", "idempotency_keys", "user_days", "dead_letters"])
        expect(tables).toContain(table);
    } finally {
      await sqld.stop();
    }
  });
});
