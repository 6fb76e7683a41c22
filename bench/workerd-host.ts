// Runs a bundled Worker on plain workerd: no dev proxy, no entry worker, the socket belongs to the Worker itself.
//   node workerd-host.ts '<JSON of WorkerdOptions>'
import { readFile } from "node:fs/promises";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";

export type WorkerdOptions = {
  readonly port: number;
  readonly config: string;
  readonly bundle: string;
  readonly persistTo: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Clients inside the same runtime, asked on a port of their own. */
  readonly crowd?: { readonly port: number; readonly script: string };
  /** A folder in which the runtime says where other processes reach it. */
  readonly registry?: string;
};

const PRODUCT = "product";

const crowdWorker = async ({ port, script }: NonNullable<WorkerdOptions["crowd"]>) => ({
  name: "crowd",
  compatibilityDate: "2026-10-20",
  rootPath: path.dirname(script),
  modules: [{ type: "ESModule" as const, path: path.basename(script), contents: await readFile(script, "utf8") }],
  durableObjects: { CROWD: { className: "Crowd", useSQLite: true, unsafePreventEviction: true } },
  serviceBindings: { PRODUCT },
  unsafeDirectSockets: [{ host: "127.0.0.1", port }],
});

const serve = async ({ port, config, bundle, persistTo, vars, crowd, registry }: WorkerdOptions): Promise<void> => {
  const { assets: _, ...worker } = optionsOf(config).workerOptions;
  const product = {
    ...(worker as object),
    rootPath: path.dirname(bundle),
    bindings: { ...(worker.bindings as object), ...vars },
    modules: [{ type: "ESModule" as const, path: path.basename(bundle), contents: await readFile(bundle, "utf8") }],
    unsafeDirectSockets: [{ host: "127.0.0.1", port }],
  };
  const resourcePersistencePath = path.join(persistTo, "v3");
  const others = crowd === undefined ? [] : [await crowdWorker(crowd)];
  const options = convertV4MiniflareOptions(
    crowd === undefined && registry === undefined
      ? { ...product, resourcePersistencePath }
      : {
          workers: [{ ...product, name: PRODUCT }, ...others],
          resourcePersistencePath,
          ...(registry === undefined ? {} : { unsafeDevRegistryPath: registry }),
        },
  );
  const runtime = new Miniflare(options);
  await runtime.ready;
  process.on("SIGTERM", () => void runtime.dispose().then(() => process.exit(0)));
};

await serve(JSON.parse(process.argv[2] ?? "{}") as WorkerdOptions);
