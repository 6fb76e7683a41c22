// Builds the web app; beside it the headers of its files and the browsable API documents, which no page of the app loads.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pageHeaders } from "../workers/api/page-headers.ts";
import { ROOT, run } from "./run.ts";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Lockstep API</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/api-docs/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/api-docs/swagger-ui-bundle.js"></script>
    <script src="/api-docs/start.js"></script>
  </body>
</html>
`;

/** No inline script: the page lives under the same policy as the app. */
const START = `SwaggerUIBundle({ url: "/api/v1/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null });\n`;

const buildApiDocs = async (dist: string): Promise<void> => {
  const viewer = path.dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const assets = path.join(dist, "api-docs");
  await mkdir(assets, { recursive: true });
  await mkdir(path.join(dist, "api"), { recursive: true });
  for (const file of ["swagger-ui-bundle.js", "swagger-ui.css"]) {
    await copyFile(path.join(viewer, file), path.join(assets, file));
  }
  await writeFile(path.join(assets, "start.js"), START);
  await writeFile(path.join(dist, "api/docs.html"), PAGE);
};

/** Static files are answered without the Worker: the platform reads their headers from this file. */
const headersFile = (): string => {
  const common = Object.entries(pageHeaders(process.env["MEDIA_ORIGIN"] || null)).map(
    ([name, value]) => `  ${name}: ${value}`,
  );
  return ["/*", ...common, "/assets/*", "  cache-control: public, max-age=31536000, immutable", ""].join("\n");
};

export const build = async (): Promise<void> => {
  await run("vite", ["build", "web"], { quiet: true });
  const dist = path.join(ROOT, "web/dist");
  await writeFile(path.join(dist, "_headers"), headersFile());
  await buildApiDocs(dist);
};

if (import.meta.main) await build();
