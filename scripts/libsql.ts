// The same migrations for a libSQL server that wrangler applies to D1: each once, in order, all of a file or nothing.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createClient } from "@libsql/client/web";
import { ROOT } from "./run.ts";

/** Our migrations have no triggers: a semicolon at the end of a line ends a statement. */
const statementsOf = (sql: string): string[] =>
  sql
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replaceAll(/^--.*$/gm, "").trim() !== "");

/** Answers the names of those that had not run yet. */
export const migrateLibsql = async (url: string, authToken?: string): Promise<string[]> => {
  const client = createClient({ url, ...(authToken === undefined ? {} : { authToken }) });
  await client.execute(
    "CREATE TABLE IF NOT EXISTS applied_migrations (name TEXT PRIMARY KEY, at TEXT DEFAULT CURRENT_TIMESTAMP)",
  );
  const done = new Set((await client.execute("SELECT name FROM applied_migrations")).rows.map((row) => row["name"]));
  const folder = path.join(ROOT, "migrations");
  const pending = (await readdir(folder)).filter((name) => name.endsWith(".sql") && !done.has(name)).toSorted();
  for (const name of pending) {
    const statements = statementsOf(await readFile(path.join(folder, name), "utf8"));
    await client.batch(
      [...statements, { sql: "INSERT INTO applied_migrations (name) VALUES (?)", args: [name] }],
      "write",
    );
  }
  client.close();
  return pending;
};

export type LibsqlSettings = { readonly url: string; readonly authToken: string | undefined };

/** Chosen by the environment of the command; null is D1. */
export const libsqlSettings = (): LibsqlSettings | null => {
  const url = process.env["LIBSQL_URL"];
  return url === undefined || url === "" ? null : { url, authToken: process.env["LIBSQL_AUTH_TOKEN"] };
};

/** What the Worker is told of the choice. The token is a secret, not a variable: `wrangler secret put LIBSQL_AUTH_TOKEN`. */
export const libsqlVars = (settings: LibsqlSettings | null): Record<string, string> =>
  settings === null ? {} : { DATABASE: "libsql", LIBSQL_URL: settings.url };
