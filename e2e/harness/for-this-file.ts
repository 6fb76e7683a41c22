// What a file of tests runs against: there before its first test, gone after its last.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launch } from "../pages/browser.ts";
import { type Product, type ProductOptions, startProduct } from "./product.ts";

const PATIENCE_MS = 120_000;

/** To be called where a file begins. `isNeeded: false` where all its tests are skipped. */
export const useProduct = ({
  isNeeded = true,
  ...options
}: ProductOptions & { readonly isNeeded?: boolean } = {}): Omit<Product, "stop"> => {
  let started: Product | null = null;
  const now = (): Product => {
    if (started === null) throw new Error("asked for before the tests begin");
    return started;
  };
  beforeAll(async () => {
    if (isNeeded) started = await startProduct(options);
  }, PATIENCE_MS);
  afterAll(() => started?.stop());
  return {
    get origin() {
      return now().origin;
    },
    workerdPid: () => now().workerdPid(),
  };
};

export type Windows = Pick<Browser, "newContext" | "newPage">;

/** To be called after `useProduct`; `more` are switches of Chromium. */
export const useBrowser = (more: readonly string[] = []): Windows => {
  let launched: Browser | null = null;
  const now = (): Browser => {
    if (launched === null) throw new Error("asked for before the tests begin");
    return launched;
  };
  beforeAll(async () => {
    launched = await launch(more);
  }, PATIENCE_MS);
  afterAll(() => launched?.close());
  return {
    newContext: (options) => now().newContext(options),
    newPage: (options) => now().newPage(options),
  };
};
