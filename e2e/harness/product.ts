// A whole product of one's own for a test: temporary storage, a free port, wide limits; nothing of it remains.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../scripts/free-port.ts";
import { makeSecrets, toDevVars } from "../../scripts/secrets.ts";
import { startWranglerDev, type DevProcess } from "../../scripts/wrangler-dev.ts";
import { copyMigratedState } from "./migrated-state.ts";

export type Product = Omit<DevProcess, "ended">;

export type ProductOptions = {
  readonly port?: number;
  readonly vars?: Readonly<Record<string, string>>;
};

/** Resolves when `/health` is well. The web app must have been built (`npm run build`). */
export const startProduct = async ({ port, vars = {} }: ProductOptions = {}): Promise<Product> => {
  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-"));
  const envFile = path.join(folder, "secrets");
  const persistTo = path.join(folder, "state");
  await writeFile(envFile, toDevVars(makeSecrets()), { mode: 0o600 });
  await copyMigratedState(persistTo);
  const { origin, workerdPid, stop } = await startWranglerDev({
    port: port ?? (await freePort()),
    persistTo,
    envFile,
    // Dozens of people from one address.
    vars: { AUTH_LIMIT_FACTOR: "1000", ...vars },
  });
  return {
    origin,
    workerdPid,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
