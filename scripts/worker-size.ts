// Builds the Worker as it is deployed and refuses one that has outgrown its budget. Needs no account.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT, run } from "./run.ts";

const MAX_GZIPPED_BYTES = 400_000;

export const checkWorkerSize = async (settings: readonly string[] = ["--minify"]): Promise<void> => {
  await run("wrangler", ["deploy", "--dry-run", "--outdir", ".cache/worker", ...settings], { quiet: true });
  const bytes = gzipSync(await readFile(path.join(ROOT, ".cache/worker/index.js"))).byteLength;
  console.log(`The Worker is ${(bytes / 1000).toFixed(0)} kB gzipped; its budget is ${MAX_GZIPPED_BYTES / 1000} kB.`);
  if (bytes > MAX_GZIPPED_BYTES) throw new Error("the Worker is over its budget");
};
