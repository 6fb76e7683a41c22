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
};

const serve = async ({ port, config, bundle, persistTo, vars }: WorkerdOptions): Promise<void> => {
  const { assets: _, ...worker } = optionsOf(config).workerOptions;
  const options = convertV4MiniflareOptions({
    ...(worker as object),
    rootPath: path.dirname(bundle),
    bindings: { ...(worker.bindings as object), ...vars },
    modules: [{ type: "ESModule", path: path.basename(bundle), contents: await readFile(bundle, "utf8") }],
    resourcePersistencePath: path.join(persistTo, "v3"),
    unsafeDirectSockets: [{ host: "127.0.0.1", port }],
  });
  const runtime = new Miniflare(options);
  await runtime.ready;
  process.on("SIGTERM", () => void runtime.dispose().then(() => process.exit(0)));
};

await serve(JSON.parse(process.argv[2] ?? "{}") as WorkerdOptions);
