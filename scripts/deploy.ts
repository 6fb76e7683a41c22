// `npm run deploy`: build, migrate, then the Worker, in this order: migrations only add, so old code lives with the new tables.
// `--dry-run` does everything that needs no account.
import { build } from "./build.ts";
import { run } from "./run.ts";

const dryRun = process.argv.includes("--dry-run");

await build();
if (dryRun) {
  await run("wrangler", ["deploy", "--dry-run", "--outdir", ".cache/worker", "--var", "ENVIRONMENT:production"]);
} else {
  await run("wrangler", ["d1", "migrations", "apply", "lockstep", "--remote"], { env: { CI: "1" } });
  await run("wrangler", ["deploy", "--var", "ENVIRONMENT:production", ...process.argv.slice(2)]);
}
