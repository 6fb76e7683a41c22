// Makes workers/auth/common-password-digests.ts from a kept dictionary. Run by hand when the dictionary moves on.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { PASSWORD_MIN_CHARACTERS } from "../core/domain/auth.ts";
import { ROOT, run } from "./run.ts";

const PACKAGE = "@zxcvbn-ts/language-common@4.1.3";
const BASE_WORDS = 3_000;
const MIN_BASE_CHARACTERS = 5;

const cache = path.join(ROOT, ".cache/dictionary");
await run("npm", ["install", "--ignore-scripts", "--no-save", "--prefix", cache, PACKAGE], { quiet: true });
const file = path.join(cache, "node_modules/@zxcvbn-ts/language-common/src/passwords.json");
const ranked = (JSON.parse(await readFile(file, "utf8")) as string[]).map((word) => word.toLowerCase());

const long = ranked.filter((word) => word.length >= PASSWORD_MIN_CHARACTERS);
const bases = ranked.filter((word) => word.length >= MIN_BASE_CHARACTERS && /^[a-z]+$/.test(word)).slice(0, BASE_WORDS);
const words = [...new Set([...long, ...bases])];
const digests = words
  .map((word) => createHash("sha256").update(word).digest().readUInt32BE())
  .toSorted((a, b) => a - b);
const bytes = Buffer.alloc(digests.length * 4);
for (const [index, digest] of digests.entries()) bytes.writeUInt32BE(digest, index * 4);

await writeFile(
  path.join(ROOT, "workers/auth/common-password-digests.ts"),
  `// Made by scripts/common-passwords.ts from ${PACKAGE} (MIT): ${words.length} words, the first four bytes of SHA-256 of each, sorted.

export const COMMON_PASSWORD_DIGESTS =
  "${bytes.toString("base64")}";
`,
);
