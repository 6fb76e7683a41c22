// The empty, migrated storage every product of the tests begins with: made once for each state of the migrations.
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "../../scripts/run.ts";
import { migrateLocally } from "../../scripts/wrangler-dev.ts";

const CACHE = path.join(ROOT, ".cache");

const templateName = async (): Promise<string> => {
  const folder = path.join(ROOT, "migrations");
  const hash = createHash("sha256").update(await readFile(path.join(ROOT, "wrangler.toml")));
  for (const name of (await readdir(folder)).toSorted()) {
    hash.update(name).update(await readFile(path.join(folder, name)));
  }
  return `migrated-${hash.digest("hex").slice(0, 16)}`;
};

const isThere = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    () => true,
    () => false,
  );

export const copyMigratedState = async (to: string): Promise<void> => {
  const template = path.join(CACHE, await templateName());
  if (!(await isThere(template))) {
    await mkdir(CACHE, { recursive: true });
    const making = await mkdtemp(path.join(CACHE, "migrating-"));
    await migrateLocally(making);
    // Two test files may start at once: the first to be done has made it for both.
    await rename(making, template).catch(() => rm(making, { recursive: true, force: true }));
  }
  await cp(template, to, { recursive: true });
};
