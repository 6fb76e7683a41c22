// `npm run deploy`: build, migrate, then the Worker, in this order: migrations only add, so old code lives with the new tables.
// `--dry-run` does everything that needs no account.
import { build } from "./build.ts";
import { libsqlSettings, libsqlVars, migrateLibsql } from "./libsql.ts";
import { run } from "./run.ts";
import { checkWorkerSize } from "./worker-size.ts";

const dryRun = process.argv.includes("--dry-run");
const origin = process.env["APP_ORIGIN"];
if (!dryRun && origin === undefined) {
  throw new Error("Set APP_ORIGIN to the address people will use, such as https://lockstep.example");
}
const libsql = libsqlSettings();
const vars = { ENVIRONMENT: "production", APP_ORIGIN: origin ?? "https://lockstep.example", ...libsqlVars(libsql) };
const settings = ["--minify", ...Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`])];

await build();
await checkWorkerSize(settings);
if (!dryRun) {
  if (libsql === null)
    await run("wrangler", ["d1", "migrations", "apply", "lockstep", "--remote"], { env: { CI: "1" } });
  else await migrateLibsql(libsql.url, libsql.authToken);
  await run("wrangler", ["deploy", ...settings, ...process.argv.slice(2)]);
}
