// Setup of the workerd tests: a libSQL server for the query suite; its address is `inject("libsqlUrl")`.
import type { TestProject } from "vitest/node";
import { freePort } from "./free-port.ts";
import { ensureSqld, startSqld } from "./sqld.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** null where this platform has no libSQL server; never in CI. */
    libsqlUrl: string | null;
  }
}

export const setup = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const binary = await ensureSqld();
  if (binary === null) {
    if (process.env["CI"]) throw new Error("CI must run the query suite on libSQL, and this platform has no sqld");
    console.warn("The query suite skips libSQL: there is no sqld for this platform.");
    project.provide("libsqlUrl", null);
    return undefined;
  }
  const sqld = await startSqld(binary, await freePort());
  project.provide("libsqlUrl", sqld.url);
  return sqld.stop;
};
