// `npm run api:types`: the web client's types from the document the Worker serves. `--check` only says whether they are current.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { startProduct } from "../e2e/harness/product.ts";
import { ROOT, run } from "./run.ts";

const TARGET = path.join(ROOT, "web/src/lib/api-schema.ts");

export const makeApiTypes = async (document: string): Promise<string> => {
  const source = path.join(ROOT, ".cache/openapi.json");
  const made = path.join(ROOT, ".cache/api-schema.ts");
  await writeFile(source, document);
  // From its own workspace: the generator needs the JavaScript API of an older compiler.
  await run("npm", ["exec", "--workspace", "scripts/api-types", "--", "openapi-typescript", source, "--output", made], {
    quiet: true,
  });
  return readFile(made, "utf8");
};

const fetchDocument = async (): Promise<string> => {
  const product = await startProduct();
  try {
    return await (await fetch(`${product.origin}/api/v1/openapi.json`)).text();
  } finally {
    await product.stop();
  }
};

if (import.meta.main) {
  const types = await makeApiTypes(await fetchDocument());
  const known = await readFile(TARGET, "utf8").catch(() => "");
  if (!process.argv.includes("--check")) await writeFile(TARGET, types);
  else if (known !== types) throw new Error("web/src/lib/api-schema.ts is not what the API says: npm run api:types");
}
