// `npm start`: build, secrets, migrations, the product on http://localhost:8787, seed. Ctrl-C ends it.
import { access, writeFile } from "node:fs/promises";
import path from "node:path";
import { seed } from "../workers/seed/index.ts";
import { build } from "./build.ts";
import { libsqlSettings, libsqlVars, migrateLibsql } from "./libsql.ts";
import { ROOT } from "./run.ts";
import { makeSecrets, toDevVars } from "./secrets.ts";
import { migrateLocally, startWranglerDev } from "./wrangler-dev.ts";

const PORT = Number(process.env["PORT"] ?? 8787);

/** Kept when there: sessions and password hashes of this machine depend on them. */
export const ensureSecrets = async (): Promise<void> => {
  const file = path.join(ROOT, ".dev.vars");
  const known = await access(file).then(
    () => true,
    () => false,
  );
  if (!known) await writeFile(file, toDevVars(makeSecrets()), { mode: 0o600 });
};

const start = async (): Promise<void> => {
  console.log("Building the web app …");
  await build();
  await ensureSecrets();
  const libsql = libsqlSettings();
  if (libsql === null) await migrateLocally();
  else await migrateLibsql(libsql.url, libsql.authToken);
  const product = await startWranglerDev({
    port: PORT,
    vars: libsqlVars(libsql),
    onOutput: (text) => process.stdout.write(text),
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void product.stop());
  try {
    await seed(product.origin);
  } catch (error) {
    await product.stop();
    throw error;
  }
  console.log(
    `\n  Lockstep is at ${product.origin}\n  Sign in as alice@example.org, bob@…, carol@… or dan@…: the password is in README.md.\n`,
  );
  await product.ended;
};

if (import.meta.main) await start();
