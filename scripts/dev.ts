// `npm run dev`: the Vite dev server on 8787 with hot reload, and the Worker behind it on 8788; one origin for the browser.
import { spawn } from "node:child_process";
import { mkdir, writeFile, access } from "node:fs/promises";
import { once } from "node:events";
import path from "node:path";
import { seed } from "../workers/seed/index.ts";
import { ENVIRONMENT, ROOT } from "./run.ts";
import { ensureSecrets } from "./start.ts";
import { migrateLocally, startWranglerDev } from "./wrangler-dev.ts";

const PAGE_PORT = 8787;
const WORKER_PORT = 8788;

/** The Worker wants a folder of assets even while Vite serves them. */
const ensureAssets = async (): Promise<void> => {
  const dist = path.join(ROOT, "web/dist");
  await mkdir(dist, { recursive: true });
  const page = path.join(dist, "index.html");
  await access(page).catch(() => writeFile(page, "<!doctype html><title>Served by Vite</title>"));
};

await ensureSecrets();
await ensureAssets();
await migrateLocally();
const product = await startWranglerDev({
  port: WORKER_PORT,
  vars: { APP_ORIGIN: `http://localhost:${PAGE_PORT}` },
  onOutput: (text) => process.stdout.write(text),
});
const vite = spawn("vite", ["web", "--port", String(PAGE_PORT)], { cwd: ROOT, env: ENVIRONMENT, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => vite.kill(signal));
try {
  await seed(product.origin);
  await Promise.race([once(vite, "close"), product.ended]);
} finally {
  vite.kill();
  await product.stop();
}
