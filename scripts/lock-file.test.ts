// `npm ci` refuses a lock file in which a platform's package is missing, although `npm install` seemed to work.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Locked = { readonly optionalDependencies?: Readonly<Record<string, string>> };

const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")) as {
  packages: Record<string, Locked>;
};

/** Where npm would find `name` for the package at `place`: beside it, or in a folder further up. */
const isLocked = (place: string, name: string): boolean => {
  for (let folder = place; ; folder = folder.slice(0, folder.lastIndexOf("node_modules/") - 1)) {
    if (`${folder === "" ? "" : `${folder}/`}node_modules/${name}` in packages) return true;
    if (!folder.includes("node_modules/")) return `node_modules/${name}` in packages;
  }
};

test("the lock file holds every platform's package of every tool", () => {
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(place, name))
      .map((name) => `${name} of ${place}`),
  );
  expect(missing).toEqual([]);
});
