// `npm run proofs`: what `npm test` shows in small is shown whole, one file at a time with the machine to itself: the budgets
// of a person's wait, a hundred thousand messages, all of the recorded channel. Minutes; each prints what it measured.
import { build } from "./build.ts";
import { ensureChromium } from "./chromium.ts";
import { run } from "./run.ts";

const FILES = [
  "absence",
  "lock-in",
  "pages/playback",
  "presence",
  "privacy",
  "replay",
  "strange-text",
  "talk-crash",
  "timeline",
  "upload",
  "voice-relay",
];

await build();
await run(
  "vitest",
  [
    "run",
    "--project=e2e*",
    "--no-file-parallelism",
    "--testTimeout=900000",
    "--hookTimeout=300000",
    ...FILES.map((name) => `e2e/${name}.spec.ts`),
  ],
  { env: { PROOFS: "1", CHROMIUM_PATH: await ensureChromium() } },
);
