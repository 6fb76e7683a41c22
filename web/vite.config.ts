// Builds the app into web/dist; in development one origin serves the app and passes the API on to `wrangler dev`.
import { readFileSync } from "node:fs";
import path from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { manifest } from "./manifest.ts";

const api = { target: "http://localhost:8788", changeOrigin: false, ws: true };

/** What landing page and app both begin with. */
const START = new RegExp(
  [
    String.raw`web/src/messages/(?:en|en-counting|en-room|en-you|failures|formats|locale)\.tsx?$`,
    String.raw`web/src/lib/(?:access|http|api|session|clock|external-store|theme|trusted-urls|use-server-now)\.ts$`,
    String.raw`web/src/ui/(?:Button|button-class|Skeleton|Logo|Face|Presence|RingTimer|ring-geometry|Notice|house-icons)\.tsx?$`,
    String.raw`web/src/features/rooms/(?:rooms-api|room-phase)\.ts$`,
    String.raw`core/domain/lock-in/schedule\.ts$`,
    String.raw`lucide-react/dist/esm/(?!icons/|lucide)`,
    String.raw`lucide-react/dist/esm/icons/(?:circle-exclamation-point|check|wifi-off|link-2)\.`,
  ].join("|"),
);

const EMOJI_FILES = ["en/data.json", "en/messages.json", "de/data.json", "de/messages.json"] as const;

const readEmoji = (file: string) =>
  readFileSync(path.join(import.meta.dirname, "../node_modules/emojibase-data", file), "utf8");

/** The emoji picker asks for its names at one address per language; they are served from here, never from elsewhere. */
const emojiNames = (): Plugin => {
  return {
    name: "emoji-names",
    generateBundle() {
      for (const file of EMOJI_FILES)
        this.emitFile({ type: "asset", fileName: `emoji/${file}`, source: readEmoji(file) });
    },
    configureServer(server) {
      server.middlewares.use("/emoji", (request, response, next) => {
        const file = EMOJI_FILES.find((name) => request.url === `/${name}`);
        if (file === undefined) return next();
        response.setHeader("content-type", "application/json");
        response.end(readEmoji(file));
      });
    },
  };
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    tailwindcss(),
    emojiNames(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "service-worker",
      filename: "service-worker.ts",
      injectRegister: false,
      manifest,
      includeManifestIcons: false,
      injectManifest: {
        // Fonts beyond Latin are fetched when a name needs them and cached then.
        globPatterns: [
          "index.html",
          "theme.js",
          "favicon.svg",
          "icons/icon-192.png",
          "assets/*.{js,css}",
          "assets/inter-latin-opsz-normal*.woff2",
        ],
        // Half a megabyte for whoever turns a PDF into slides, which needs the network anyway.
        globIgnores: ["assets/pdf*.js"],
      },
    }),
  ],
  build: {
    outDir: path.join(import.meta.dirname, "dist"),
    emptyOutDir: true,
    assetsDir: "assets",
    manifest: true,
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What every first page needs stays in few files: each further one costs a request and compresses worse.
      output: {
        codeSplitting: {
          groups: [{ name: "start", test: START }],
        },
      },
      onwarn(warning, warn) {
        // Libraries mark their modules for React Server Components, which this app does not use.
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning);
      },
    },
  },
  server: { port: 8787, strictPort: true, proxy: { "/api": api, "/health": api } },
});
