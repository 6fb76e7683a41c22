// Where the built pages are. A Worker is bundled only where this folder exists, also by whoever needs no pages.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "./run.ts";

export const ensurePagesFolder = async (): Promise<void> => {
  await mkdir(path.join(ROOT, "web/dist"), { recursive: true });
};
