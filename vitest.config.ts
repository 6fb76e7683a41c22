// One project per runtime; the ending of a test file's name says which one it belongs to.
import { availableParallelism } from "node:os";
import path from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { makeSecrets } from "./scripts/secrets.ts";

const root = import.meta.dirname;
// Wrangler warns of secrets it cannot find; the bindings below are what counts.
const secrets = makeSecrets();
Object.assign(process.env, secrets);

/** A failing schedule is brought back by the seed its title printed; without one every run tries others. */
const { MODEL_SEED } = process.env;
const seed = MODEL_SEED === undefined ? {} : { MODEL_SEED };

const migrations = await readD1Migrations(path.join(root, "migrations"));

/** What measures time to the millisecond, or frames, has the machine to itself. */
const ALONE = "e2e/{chaos/chaos,clock,crash,slideshow,timeline}.spec.ts";

/** Nearly all of them wait for other processes: a machine of two cores runs two at once. */
const maxWorkers = availableParallelism();

export default defineConfig({
  test: {
    maxWorkers,
    // What the product logs of an ordinary day would bury what the tests say.
    onConsoleLog: (text) => !text.startsWith('{"level":"info"'),
    projects: [
      {
        test: {
          name: "node",
          include: ["{core,durable-objects,workers,web,bench,scripts}/**/*.test.ts"],
          exclude: ["**/*.workerd.test.ts", "**/*.web.test.ts", "**/node_modules/**"],
          testTimeout: 180_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.spec.ts"],
          exclude: [ALONE],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "e2e-alone",
          include: [ALONE],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: { TEST_MIGRATIONS: migrations, ENVIRONMENT: "test", ...secrets, ...seed },
            },
          }),
        ],
        test: {
          name: "workerd",
          include: ["{core,durable-objects,workers}/**/*.workerd.test.ts"],
          globalSetup: ["./scripts/with-sqld.ts"],
          setupFiles: ["./workers/apply-migrations.ts"],
          server: { deps: { inline: [/itty/] } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
