// Builds the app into web/dist; in development one origin serves the app and passes the API on to `wrangler dev`.
import path from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { manifest } from "./manifest.ts";

const api = { target: "http://localhost:8788", changeOrigin: false, ws: true };

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    tailwindcss(),
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
      onwarn(warning, warn) {
        // Libraries mark their modules for React Server Components, which this app does not use.
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning);
      },
    },
  },
  server: { port: 8787, strictPort: true, proxy: { "/api": api, "/health": api } },
});
