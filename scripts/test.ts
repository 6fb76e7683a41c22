// `npm test`: everything there is. Checks, rules in Node, actors and HTTP in workerd, people in a real browser.
// The last line counts test files' tests over all of them: "N passed, N failed".
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { build } from "./build.ts";
import { check } from "./check.ts";
import { ensureChromium } from "./chromium.ts";
import { ROOT, run } from "./run.ts";
import { checkWorkerSize } from "./worker-size.ts";

type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
};

const REPORTS = path.join(ROOT, ".cache/reports");
const total = { passed: 0, failed: 0 };

const step = async (name: string, work: () => Promise<void>): Promise<void> => {
  const startedAt = performance.now();
  console.log(`\n── ${name}`);
  try {
    await work();
  } catch (error) {
    total.failed += 1;
    console.error(String(error));
  }
  console.log(`── ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
};

/** A step that only succeeds or not counts as one test. */
const single = (name: string, work: () => Promise<void>): Promise<void> =>
  step(name, async () => {
    await work();
    total.passed += 1;
  });

const project = (name: string, env: Record<string, string> = {}): Promise<void> =>
  step(`tests: ${name}`, async () => {
    const file = path.join(REPORTS, `${name}.json`);
    const args = ["run", "--project", name, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const failed = await run("vitest", args, { env }).then(
      () => false,
      () => true,
    );
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    total.passed += report.numPassedTests;
    // A file that could not even be loaded has no tests that fail.
    total.failed += Math.max(report.numFailedTests, failed ? 1 : 0);
  });

await rm(REPORTS, { recursive: true, force: true });
await mkdir(REPORTS, { recursive: true });
const startedAt = performance.now();
await single("format, lint, types", check);
// Before the rules: the sizes of the pages are among them.
await single("build", build);
await project("node");
await single("worker size", () => checkWorkerSize());
await project("workerd");
await step("browser", async () => {
  const chromium = await ensureChromium();
  await project("e2e", { CHROMIUM_PATH: chromium });
  await project("e2e-alone", { CHROMIUM_PATH: chromium });
});
console.log(`\nEverything took ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
