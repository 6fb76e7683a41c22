// `npm run check`: format, lint, types, generated files, rules in Node. What can be known in under a minute.
import { run } from "./run.ts";

export const check = async (): Promise<void> => {
  await run("oxfmt", ["--check", "."]);
  await run("oxlint", []);
  for (const program of ["core", "workers", "web", "e2e"]) await run("tsc", ["-p", program]);
  await run("wrangler", ["types", "workers/worker-configuration.d.ts", "--strict-vars=false", "--check"], {
    quiet: true,
  });
};

if (import.meta.main) {
  await check();
  await run("vitest", ["run", "--project", "node"]);
}
