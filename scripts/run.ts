// Runs the tools of this repository from its root, quietly and offline, and fails when they fail.
import { spawn, spawnSync, type SpawnOptions } from "node:child_process";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "..");

/** Node 24 of `node_modules` comes first, so that a machine's older one does not matter; nothing phones home. */
export const ENVIRONMENT: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${path.join(ROOT, "node_modules/.bin")}${path.delimiter}${process.env["PATH"] ?? ""}`,
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  SCARF_ANALYTICS: "false",
};

export type RunOptions = { readonly quiet?: boolean; readonly env?: Readonly<Record<string, string>> };

/** Rejects when the command ends other than with 0; `quiet` shows its output only then. */
export const run = (
  command: string,
  args: readonly string[],
  { quiet = false, env = {} }: RunOptions = {},
): Promise<void> =>
  new Promise((resolve, reject) => {
    const options: SpawnOptions = { cwd: ROOT, env: { ...ENVIRONMENT, ...env }, stdio: quiet ? "pipe" : "inherit" };
    const child = spawn(command, args, options);
    let output = "";
    child.stdout?.on("data", (text: Buffer) => (output += text.toString()));
    child.stderr?.on("data", (text: Buffer) => (output += text.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) return resolve();
      if (quiet) process.stderr.write(output);
      reject(new Error(`${command} ${args.join(" ")} ended with ${code}`));
    });
  });

/** null: there is no such command. */
export const findCommand = (name: string): string | null => {
  const found = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8", env: ENVIRONMENT });
  return found.status === 0 ? found.stdout.trim() : null;
};
