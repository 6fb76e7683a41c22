// `npm run test:soak`: the models of the engine with fifty thousand random lives each. Takes hours; a failure names its seed.
import { run } from "./run.ts";

const SCHEDULES = process.env["MODEL_SCHEDULES"] ?? "50000";

await run(
  "vitest",
  [
    "run",
    "--project",
    "node",
    "durable-objects",
    "--testNamePattern",
    "random (schedules|lives)",
    "--testTimeout",
    "14400000",
  ],
  {
    env: { MODEL_SCHEDULES: SCHEDULES },
  },
);
