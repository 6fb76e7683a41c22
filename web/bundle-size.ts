// How much JavaScript a first visit loads, read from the build's manifest: `node web/bundle-size.ts` fails above budget.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

type Chunk = { readonly file: string; readonly imports?: readonly string[]; readonly isEntry?: boolean };
export type Manifest = Readonly<Record<string, Chunk>>;

const KB = 1_000;

/** What must be here before the page can be used: the entry and the page's own modules with all they import. */
export const BUDGETS = [
  { page: "landing", modules: ["src/features/landing/Landing.tsx"], maxBytes: 90 * KB },
  { page: "room", modules: ["src/app/App.tsx", "src/features/rooms/RoomPage.tsx"], maxBytes: 150 * KB },
] as const;

export const filesOf = (manifest: Manifest, modules: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`the build has no module ${key}`);
    if (seen.has(key)) return;
    seen.add(key);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const [key, { isEntry }] of Object.entries(manifest)) if (isEntry === true) visit(key);
  for (const module of modules) visit(module);
  return [...new Set([...seen].map((key) => manifest[key]?.file ?? ""))].filter((file) => file.endsWith(".js"));
};

export type Measured = {
  readonly page: string;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly files: readonly (readonly [string, number])[];
};

export const measure = (dist: string): readonly Measured[] => {
  const manifest = JSON.parse(readFileSync(path.join(dist, ".vite/manifest.json"), "utf8")) as Manifest;
  return BUDGETS.map(({ page, modules, maxBytes }) => {
    const files = filesOf(manifest, modules).map(
      (file) => [file, gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length] as const,
    );
    return { page, maxBytes, files, bytes: files.reduce((sum, [, size]) => sum + size, 0) };
  });
};

export const DIST = path.join(import.meta.dirname, "dist");
export const isBuilt = (dist = DIST): boolean => existsSync(path.join(dist, ".vite/manifest.json"));

const say = (line: string) => process.stdout.write(`${line}\n`);

if (process.argv[1] === import.meta.filename) {
  if (!isBuilt()) throw new Error("build the web app first: npm run build:web");
  for (const { page, bytes, maxBytes, files } of measure(DIST)) {
    say(
      `${page}: ${(bytes / KB).toFixed(1)} of ${maxBytes / KB} KB JavaScript, gzipped${bytes > maxBytes ? " - too large" : ""}`,
    );
    if (process.argv.includes("--files"))
      for (const [file, size] of files.toSorted((a, b) => b[1] - a[1]))
        say(`  ${(size / KB).toFixed(1).padStart(6)} ${file}`);
    if (bytes > maxBytes) process.exitCode = 1;
  }
}
